/** Runs a program to its end and returns what it printed. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from '../../bundle/bundle.ts';
import type { RuntimeReport } from './run-all.ts';

const run = promisify(execFile);

/** @throws where the program ends with another status than 0, with what it said. */
export async function reportOf(program: string, parameters: readonly string[]): Promise<RuntimeReport> {
  const { stdout } = await run(program, parameters, { cwd: repositoryRoot, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 });
  return JSON.parse(stdout) as RuntimeReport; // printed by our own code, and compared member by member
}
