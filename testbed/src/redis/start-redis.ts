/** A private Redis: its own port and folder, stopped and removed at the end, and ill-treated in between. */
import path from 'node:path';
import { reservePort } from '../network/reserve-ports.ts';
import { findProgram } from '../programs/find-program.ts';
import { startServer } from '../processes/start-server.ts';
import { createTempFolder } from '../processes/temp-folder.ts';
import { askRedis } from './ask-redis.ts';
import type { RedisReply } from './parse-reply.ts';

export interface RedisOptions {
  /** `appendfsync always` or `everysec`; without it nothing is kept over a restart. */
  readonly appendOnly?: 'always' | 'everysec';
  /** Further configuration, by its names in redis.conf. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface RedisInstance {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Sends one command over a connection of its own. */
  ask(...command: readonly (string | number)[]): Promise<RedisReply>;
  /** SIGSTOP: connections stay, nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** `kill -9`; `restart()` brings it back. */
  kill(): Promise<void>;
  /** Ends it, if it still runs, and starts it on the same port and folder. */
  restart(): Promise<void>;
  /** Ends it and removes its folder; may be called twice. */
  stop(): Promise<void>;
}

/** Starts one. @throws where there is no redis-server; ask `requireProgram` first. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisInstance> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('no redis-server: run `apt-get install redis-server`');
  const folder = await createTempFolder('redis');
  const port = await reservePort();
  const ask = (...command: readonly (string | number)[]): Promise<RedisReply> => askRedis(port, ...command);
  const start = () =>
    startServer({
      program,
      args: argumentsFor(port, folder.path, options),
      folder: folder.path,
      logFile: path.join(folder.path, 'redis.log'),
      isUp: async () => (await ask('PING')) === 'PONG',
    });
  let server = await start().catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder: folder.path,
    ask,
    pause: () => server.pause(),
    resume: () => server.resume(),
    kill: () => server.kill(),
    async restart() {
      await server.end('SIGTERM');
      server = await start();
    },
    async stop() {
      await server.kill();
      await folder.remove();
    },
  };
}

function argumentsFor(port: number, folder: string, { appendOnly, config = {} }: RedisOptions): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: appendOnly === undefined ? 'no' : 'yes',
    appendfsync: appendOnly ?? 'no',
    'repl-diskless-sync-delay': '0',
    ...config,
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}
