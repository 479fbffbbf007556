/** Checks what would be published: the tarballs themselves, and a stranger's project that imports every entry point of them. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMain, report, repositoryRoot, rootFromArguments } from './report.js';

const run = promisify(execFile);
const bin = join(repositoryRoot, 'node_modules/.bin');
const UNWANTED = /\.tsbuildinfo$|\.test\.|(^|\/)test\/|\.map\.map$/;

/** @typedef {{ readonly name: string, readonly folder: string, readonly tarball: string, readonly files: readonly string[], readonly entries: readonly string[] }} Packed */

/**
 * Packs the packages below a root and returns what is wrong with them, one line each.
 *
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function findPackageProblems(root) {
  const work = mkdtempSync(join(tmpdir(), 'gemel-packages-'));
  try {
    const packed = await Promise.all(readdirSync(join(root, 'packages')).map((folder) => pack(join(root, 'packages', folder), work)));
    const problems = packed.flatMap(({ name, files }) =>
      files.filter((file) => UNWANTED.test(file)).map((file) => `${name}: ${file} does not belong in the package`),
    );
    for (const { name, tarball } of packed) {
      problems.push(...(await complaints(`${name}, publint`, join(bin, 'publint'), [tarball, '--strict'], work)));
      problems.push(
        ...(await complaints(`${name}, attw`, join(bin, 'attw'), ['--profile', 'esm-only', '--no-color', '--no-emoji', tarball], work)),
      );
    }
    return [...problems, ...(await consumerProblems(work, packed))];
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * @param {string} folder
 * @param {string} work
 * @returns {Promise<Packed>}
 */
async function pack(folder, work) {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: folder });
  /** @type {unknown} */
  const answer = JSON.parse(stdout);
  const [packed] = /** @type {{ name: string, filename: string, files: { path: string }[] }[]} */ (
    Object.values(/** @type {object} */ (answer))
  ); // npm 11 gives a list, later ones a map
  if (packed === undefined) throw new Error(`npm pack said nothing about ${folder}`);
  const manifest = /** @type {{ exports: Record<string, unknown> }} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))); // ours
  return {
    name: packed.name,
    folder,
    tarball: join(work, packed.filename.replace('@', '').replace('/', '-')),
    files: packed.files.map(({ path }) => path),
    entries: Object.keys(manifest.exports).map((entry) => packed.name + entry.slice(1)),
  };
}

/**
 * Imports every entry point in a project of its own: by Node.js, and by the compiler under both ways of resolving modules.
 *
 * @param {string} work
 * @param {readonly Packed[]} packed
 * @returns {Promise<string[]>}
 */
async function consumerProblems(work, packed) {
  const modules = join(work, 'consumer/node_modules');
  linkOthers(join(repositoryRoot, 'node_modules'), modules);
  for (const { name, tarball } of packed) {
    const target = join(modules, name);
    mkdirSync(target, { recursive: true });
    await run('tar', ['xzf', tarball, '-C', target, '--strip-components=1']);
  }
  const entries = packed.flatMap((one) => one.entries);
  const consumer = join(work, 'consumer');
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module", "private": true }');
  writeFileSync(
    join(consumer, 'main.ts'),
    entries.map((entry, index) => `import * as entry${index} from '${entry}';\nconsole.log(typeof entry${index});`).join('\n'),
  );
  const problems = await complaints(
    'a consumer, Node.js',
    process.execPath,
    ['--input-type=module', '-e', entries.map((entry) => `await import('${entry}');`).join('\n')],
    consumer,
  );
  for (const [resolution, module] of [
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ]) {
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--types',
      'node',
      '--module',
      String(module),
      '--moduleResolution',
      String(resolution),
      'main.ts',
    ];
    problems.push(...(await complaints(`a consumer, moduleResolution ${resolution}`, join(bin, 'tsc'), options, consumer)));
  }
  return problems;
}

/**
 * Links what is installed, our own packages left out, so that a consumer has the same dependencies.
 *
 * @param {string} from
 * @param {string} to
 * @returns {void}
 */
function linkOthers(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== 'gemel' && name !== '@gemel' && !name.startsWith('.')) symlinkSync(join(from, name), join(to, name));
  }
}

/**
 * Runs a program and returns its output as problems where it fails.
 *
 * @param {string} what
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {string} cwd
 * @returns {Promise<string[]>}
 */
async function complaints(what, program, parameters, cwd) {
  try {
    await run(program, parameters, { cwd, maxBuffer: 64 * 1024 * 1024 });
    return [];
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (error); // what execFile rejects with
    return `${stdout ?? ''}${stderr ?? ''}`
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 40)
      .map((line) => `${what}: ${line}`);
  }
}

if (isMain(import.meta.url))
  report('packages', await findPackageProblems(rootFromArguments()), 'every entry point resolves and runs for a stranger');
