/** A Redis for whom any will do: the one that `GEMEL_TEST_REDIS_URL` names, or a private one. */
import { requireServer } from '../programs/require-program.ts';
import { startRedis } from './start-redis.ts';

export interface OpenedRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** Returns undefined, having said so in one line, where there is none. Others may use it too: keys need names of their own. */
export async function openRedis(): Promise<OpenedRedis | undefined> {
  const found = requireServer('redis-server', 'GEMEL_TEST_REDIS_URL');
  if (found === undefined) return undefined;
  return 'url' in found ? { url: found.url, stop: async () => undefined } : startRedis();
}
