/** Whether a test that needs another runtime than Node.js can run. */
import { findProgram } from './find-program.ts';
import { missing } from './require-program.ts';

export type RuntimeName = 'bun' | 'deno' | 'workerd';

/**
 * Returns the path of the program: what `GEMEL_TEST_BUN`, `GEMEL_TEST_DENO` or `GEMEL_TEST_WORKERD` names, or one on the path; undefined,
 * having said so in one line, where the test has to be skipped. They are had as packages of npm, and are no dependencies here: together they
 * are larger than all else.
 *
 * @throws where the program is missing and `GEMEL_TEST_REQUIRE=all` demands that nothing is skipped.
 */
export function requireRuntime(name: RuntimeName): string | undefined {
  const variable = `GEMEL_TEST_${name.toUpperCase()}`;
  const named = process.env[variable];
  const found = named !== undefined && named !== '' ? named : findProgram(name);
  if (found === undefined) missing(`no ${name}: put one on the path, or set ${variable} to one (.ci/run has it from npm)`);
  return found;
}
