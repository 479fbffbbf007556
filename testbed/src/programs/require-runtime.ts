/** Whether a test that needs another runtime than Node.js can run; these come as packages of npm, for Linux on x64. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { missing } from './require-program.ts';

/** Where the programs lie: in the package of this platform, or where an install script has moved them. */
const programs = {
  bun: ['@oven/bun-linux-x64/bin/bun', 'bun/bin/bun.exe'],
  deno: ['@deno/linux-x64-glibc/deno'],
  workerd: ['@cloudflare/workerd-linux-64/bin/workerd'],
} as const;

export type RuntimeName = keyof typeof programs;

/**
 * Returns the path of the program: what `GEMEL_TEST_BUN`, `GEMEL_TEST_DENO` or `GEMEL_TEST_WORKERD` names, or that of the package;
 * undefined, having said so in one line, where the test has to be skipped.
 *
 * @throws where the program is missing and `GEMEL_TEST_REQUIRE=all` demands that nothing is skipped.
 */
export function requireRuntime(name: RuntimeName): string | undefined {
  const variable = `GEMEL_TEST_${name.toUpperCase()}`;
  const named = process.env[variable];
  const found = named !== undefined && named !== '' ? named : packaged(name);
  if (found === undefined)
    missing(`no ${name}: run \`npm ci\` on Linux on x64, for which it comes as a package, or set ${variable} to one`);
  return found;
}

function packaged(name: RuntimeName): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.flatMap((folder) => programs[name].map((program) => path.join(folder, program))).find((program) => existsSync(program));
}
