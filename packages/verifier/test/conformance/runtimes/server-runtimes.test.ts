/** The vectors on Bun and Deno: with the package as it is installed there, and with the bundle that browsers get. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createTempFolder, requireRuntime, type RuntimeName } from '@gemel/testbed';
import { afterAll, describe } from 'vitest';
import { readVectorFiles } from '../vector-file.ts';
import { bundleSuite } from './bundled-suite.ts';
import { describeReport } from './expect-report.ts';
import { reportOf } from './run-program.ts';

const printReport = path.join(import.meta.dirname, 'print-report.ts');
const runtimes: readonly (readonly [RuntimeName, readonly string[]])[] = [
  ['bun', ['run']],
  ['deno', ['run', '--allow-read', '--no-prompt', '--no-check', '--no-lock']],
];

const folder = await createTempFolder('runtimes');
afterAll(() => folder.remove());

/** The entry reads the vectors by an import, so that nothing but the runtime's own loader is needed. */
async function writeBundle(): Promise<string> {
  const { chunks } = await bundleSuite('export { runAll };');
  for (const { fileName, code } of chunks) writeFileSync(path.join(folder.path, fileName), code);
  const [{ fileName } = { fileName: '' }] = chunks;
  const main = path.join(folder.path, 'main.js');
  writeFileSync(path.join(folder.path, 'vectors.js'), `export default ${JSON.stringify(readVectorFiles())};`);
  writeFileSync(
    main,
    `import { runAll } from './${fileName}';\nimport files from './vectors.js';\nconsole.log(JSON.stringify(await runAll(files)));\n`,
  );
  return main;
}

const bundled = await writeBundle();

for (const [name, parameters] of runtimes) {
  const program = requireRuntime(name);
  if (program === undefined) {
    describe.skip(`${name}: not on this machine`, () => undefined);
    continue;
  }
  describeReport(`${name}, installed`, await reportOf(program, [...parameters, printReport]), true);
  describeReport(`${name}, bundled`, await reportOf(program, [...parameters, bundled]), false);
}
