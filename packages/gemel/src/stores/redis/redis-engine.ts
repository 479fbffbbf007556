/** Runs scripts on the server, each within a time limit; the one door through which the store speaks to Redis. */
import { GemelError } from '@gemel/protocol';
import type { RedisDriver } from './redis-client.ts';
import { isScriptUnknown, isTryAgain, toRedisFault } from './redis-fault.ts';
import type { RedisScript } from './redis-script.ts';

export interface RedisEngine {
  /** Returns the script's answer. @throws GemelError `store_unavailable`: it may or may not have run */
  run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** The same, for a change: says whether a replica is known to have it. */
  change(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<Changed>;
}

export interface Changed {
  readonly reply: unknown;
  readonly isReplicated: boolean;
}

/** Milliseconds between two attempts while a slot is being moved. */
const TRY_AGAIN_MS = 25;

export function createRedisEngine(driver: RedisDriver, timeoutMs: number): RedisEngine {
  async function evaluate(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    try {
      return await driver.evaluate('digest', script.digest, keys, args);
    } catch (error) {
      if (!isScriptUnknown(error)) throw error;
      return driver.evaluate('text', script.text, keys, args);
    }
  }

  const engine: RedisEngine = {
    change: async (script, keys, args) => ({ reply: await engine.run(script, keys, args), isReplicated: false }),
    async run(script, keys, args) {
      const limit = createLimit(timeoutMs);
      try {
        for (;;) {
          try {
            return await Promise.race([evaluate(script, keys, args), limit.passed]);
          } catch (error) {
            if (!isTryAgain(error)) throw toRedisFault(error);
          }
          await Promise.race([new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS)), limit.passed]);
        }
      } finally {
        limit.stop();
      }
    },
  };
  return engine;
}

interface Limit {
  /** Rejects when the time has passed. */
  readonly passed: Promise<never>;
  stop(): void;
}

function createLimit(timeoutMs: number): Limit {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new GemelError('store_unavailable', { reason: `no answer within ${timeoutMs} ms` })), timeoutMs);
  });
  passed.catch(() => undefined);
  return { passed, stop: () => clearTimeout(timer) };
}
