/** Starts a program for a test, waits for what it says, and ends it with all that it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface RunningProgram {
  /** Resolves when the output holds the text; rejects, with the output, when the program ends before. */
  says(text: string): Promise<void>;
  /** Ends it now; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Runs a shell command in a process group of its own, ended when the test is. */
export function startProgram(
  command: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): RunningProgram {
  const child = spawn('bash', ['-c', command], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const stop = async (): Promise<void> => {
    endGroup(child);
    await closed;
  };
  onTestFinished(stop);
  let output = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const look = (): void => waiting.forEach((check) => check());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      look();
    });
  }
  child.once('close', () => {
    isOver = true;
    look();
  });

  return {
    stop,
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (output.includes(text)) resolve();
          else if (isOver) reject(new Error(`"${command}" ended without saying "${text}":\n${output}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
  };
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGTERM');
}
