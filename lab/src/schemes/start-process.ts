/** Starts the lab's processes and stops them, each by its own handle. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ready } from '../nodes/node-channel.ts';

export interface StartedProcess extends Ready {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a program of the lab, hands it its setup, and waits until it listens. */
export async function startProcess(program: string, setup: object | null): Promise<StartedProcess> {
  const file = fileURLToPath(new URL(`../${program}.js`, import.meta.url));
  const child = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, NODE_ENV: 'production' } });
  const ended = once(child, 'exit');
  if (setup !== null) child.send(setup);
  const first = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`${program} ended before it listened`);
  const { port } = first[0] as Ready; // a program's first message
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await ended;
  };
  return { child, port, stop };
}
