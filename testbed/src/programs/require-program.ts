/** Whether a test that needs a program of this machine can run; where not, it is said loudly, or it is a failure. */
import { findProgram } from './find-program.ts';

/** What is looked for, and the Debian package that brings it. */
const packages = {
  'redis-server': 'redis-server',
  postgres: 'postgresql',
  nginx: 'nginx',
  faketime: 'faketime',
  pgbouncer: 'pgbouncer',
} as const;

export type ProgramName = keyof typeof packages;

/**
 * Returns the path of the program; undefined, having said so in one line, where the test has to be skipped.
 *
 * @throws where the program is missing and `GEMEL_TEST_REQUIRE=all` demands that nothing is skipped.
 */
export function requireProgram(name: ProgramName): string | undefined {
  const found = findProgram(name);
  if (found === undefined) missing(`no ${name}: run \`apt-get install ${packages[name]}\``);
  return found;
}

/** As `requireProgram`, for a test that can also do with the server that an environment variable names. */
export function requireServer(name: ProgramName, variable: string): { readonly url: string } | { readonly program: string } | undefined {
  const url = process.env[variable];
  if (url !== undefined && url !== '') return { url };
  const program = findProgram(name);
  if (program !== undefined) return { program };
  missing(`no ${name}: run \`apt-get install ${packages[name]}\`, or set ${variable}`);
  return undefined;
}

/** Says in one line what is missing. @throws where `GEMEL_TEST_REQUIRE=all` demands that nothing is skipped. */
export function missing(advice: string): void {
  if (process.env['GEMEL_TEST_REQUIRE'] === 'all') throw new Error(advice);
  process.stderr.write(`SKIPPED: ${advice}\n`);
}
