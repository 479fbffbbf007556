/** How every check ends: one line when all is fine, otherwise the problems, one line each, and exit code 1. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Prints the outcome of a check and sets the exit code.
 *
 * @param {string} check what was checked, such as `layers`.
 * @param {readonly string[]} problems one line each; empty where all is fine.
 * @param {string} fine what to say where nothing is wrong.
 * @returns {void}
 */
export function report(check, problems, fine) {
  if (problems.length === 0) {
    console.log(`${check}: ${fine}`);
    return;
  }
  console.error(`${check}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  for (const problem of problems) console.error(`  ${problem}`);
  process.exitCode = 1;
}

/**
 * Returns true where the module is the program that Node.js was started with.
 *
 * @param {string} moduleUrl `import.meta.url` of the caller.
 */
export function isMain(moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl);
}

/** The repository that this script lies in; a check can be given another root as its first argument. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** Returns the root to check: the first argument that is no switch, or this repository. */
export function rootFromArguments() {
  return process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? repositoryRoot;
}
