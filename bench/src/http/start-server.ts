/** Starts a server process, asks it for its CPU time, and stops it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HttpSetup, ServerName, ServerReady } from './http-server.ts';

export interface ServerHandle extends ServerReady {
  /** Microseconds of CPU time since the process began, user and system. */
  cpuUs(): Promise<number>;
  /** Begins or ends what shall disturb the server. */
  tell(what: 'flood' | 'calm'): void;
  stop(): Promise<void>;
}

/** Resolves when the server listens. */
export async function startServer(name: ServerName, setup: HttpSetup): Promise<ServerHandle> {
  const program = fileURLToPath(new URL('server-process.js', import.meta.url));
  const child = fork(program, [name, JSON.stringify(setup)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ready = (await nextMessage(child)) as ServerReady; // its first message, by http-server.ts
  const cpuUs = async (): Promise<number> => {
    child.send('cpu');
    const usage = (await nextMessage(child)) as NodeJS.CpuUsage; // its only answer to `cpu`
    return usage.user + usage.system;
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    if (child.connected) child.send('stop');
    await exited;
    clearTimeout(timer);
  };
  return { ...ready, cpuUs, tell: (what) => void child.send(what), stop };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('a server process ended before it answered'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
