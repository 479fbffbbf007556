/** Runs scripts on the server, each within a time limit; the one door through which the store speaks to Redis. */
import { GemelError } from '@gemel/protocol';
import type { RedisDriver } from './redis-client.ts';
import { isScriptUnknown, isTryAgain, toRedisFault } from './redis-fault.ts';
import type { RedisQuorum } from './redis-quorum.ts';
import { askOnce, type RedisScript } from './redis-script.ts';
import { createTimeLimit } from './time-limit.ts';

export interface RedisEngine {
  /** Returns the script's answer. @throws GemelError `store_unavailable`: it may or may not have run */
  run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** The same, for what others rely on once it is acknowledged: says whether enough replicas are known to have it. */
  change(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<Changed>;
  /** The same, for what nobody but the primary may answer; rejects where fenced reads are asked for and too few replicas confirm it. */
  decide(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
}

export interface Changed {
  readonly reply: unknown;
  readonly isReplicated: boolean;
}

export interface EngineOptions {
  readonly timeoutMs: number;
  /** Undefined where nobody waits for replicas. */
  readonly quorum: RedisQuorum | undefined;
  readonly fencedReads: boolean;
  readonly freshText: () => string;
}

/** Milliseconds between two attempts while a slot is being moved. */
const TRY_AGAIN_MS = 25;

export function createRedisEngine(driver: RedisDriver, { timeoutMs, quorum, fencedReads, freshText }: EngineOptions): RedisEngine {
  async function evaluate(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const question = askOnce(freshText(), args);
    try {
      return question.open(await driver.evaluate('digest', script.digest, keys, question.args));
    } catch (error) {
      if (!isScriptUnknown(error)) throw error;
      return question.open(await driver.evaluate('text', script.text, keys, question.args));
    }
  }

  async function run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const limit = createTimeLimit(timeoutMs);
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
  }

  async function change(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<Changed> {
    const changed = await quorum?.run(script, keys, args);
    return changed ?? { reply: await run(script, keys, args), isReplicated: false };
  }

  return {
    run,
    change,
    async decide(script, keys, args) {
      if (!fencedReads) return run(script, keys, args);
      const { reply, isReplicated } = await change(script, keys, args);
      if (!isReplicated) throw new GemelError('store_unavailable', { reason: 'too few replicas confirm that this is the primary' });
      return reply;
    },
  };
}
