/** Starts a process that serves the feed, asks it for its CPU time, and stops it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** First message of the process. */
export interface FeedServerReady {
  readonly port: number;
  /** For each count asked for, the cursor that so many entries follow. */
  readonly cursors: readonly string[];
}

export interface FeedServer extends FeedServerReady {
  /** Microseconds of CPU time since the process began, user and system. */
  cpuUs(): Promise<number>;
  stop(): Promise<void>;
}

/** Resolves when the server listens. */
export async function startFeedServer(counts: readonly number[]): Promise<FeedServer> {
  const program = fileURLToPath(new URL('feed-server-process.js', import.meta.url));
  const child = fork(program, [JSON.stringify(counts)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ready = (await nextMessage(child)) as FeedServerReady; // its first message
  return {
    ...ready,
    async cpuUs() {
      child.send('cpu');
      const { user, system } = (await nextMessage(child)) as NodeJS.CpuUsage; // its only answer to `cpu`
      return user + system;
    },
    async stop() {
      const exited = once(child, 'exit');
      if (child.connected) child.send('stop');
      await exited;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the feed server ended before it answered'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
