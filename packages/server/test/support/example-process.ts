/** Starts an example as its reader does, in a process of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firstMatch, type Started } from './server-process.ts';

export interface RunningExample extends Started {
  readonly url: string;
  /** Ends the process (SIGTERM). Resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when the example has said where it is. */
export async function startExample(name: string, env: Readonly<Record<string, string>>, file = 'main.js'): Promise<RunningExample> {
  const main = fileURLToPath(new URL(`../../../../examples/${name}/${file}`, import.meta.url));
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started: Started = { child, output: () => text, ended };
  const url = await firstMatch(started, /(http:\/\/localhost:\d+)/);
  return {
    ...started,
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
