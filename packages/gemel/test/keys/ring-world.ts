/** One store and several nodes' key rings over it, on a clock that the test moves. */
import { type GemelError, type Seconds } from '@gemel/protocol';
import { createKeyRing, type KeyRing } from '../../src/core/tokens/key-ring.ts';
import type { KeyStore, StoredKey } from '../../src/core/ports/key-store.ts';
import type { Runtime } from '../../src/core/ports/runtime.ts';
import { createSecrets } from '../../src/core/tokens/secrets.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { createMemoryStore } from '../../src/stores/memory/create-memory-store.ts';

export const secretA = 'secret-a'.repeat(4);
export const secretB = 'secret-b'.repeat(4);

export const keyLifetime: Seconds = 10_000;
export const tokenRetention: Seconds = 310;
export const reloadMs = 30_000;

export interface RingWorld {
  readonly clock: ManualClock;
  readonly runtime: Runtime;
  readonly keys: KeyStore;
  /** Engine time. */
  now(): Seconds;
  /** Whether the feed has told of a retirement. */
  readonly retired: Set<string>;
  readonly faults: GemelError[];
  readonly events: (readonly [name: string, kid: string])[];
  openRing(options?: RingOptions): Promise<KeyRing>;
  /** What lies in the store. */
  stored(): Promise<readonly StoredKey[]>;
}

export interface RingOptions {
  readonly secrets?: readonly string[];
  readonly algorithm?: string;
  readonly keepsAlgorithm?: boolean;
  readonly keys?: KeyStore;
  readonly isRetired?: (kid: string) => boolean;
}

export function createRingWorld(): RingWorld {
  const clock = createManualClock();
  const runtime = createTestRuntime(clock);
  const now = (): Seconds => clock.wallMs() / 1000;
  const { keys } = createMemoryStore({ now });
  const retired = new Set<string>();
  const faults: GemelError[] = [];
  const events: (readonly [string, string])[] = [];
  return {
    clock,
    runtime,
    keys,
    now,
    retired,
    faults,
    events,
    openRing: (options = {}) =>
      createKeyRing({
        store: options.keys ?? keys,
        secrets: createSecrets(options.secrets ?? [secretA], runtime),
        runtime,
        algorithm: options.algorithm ?? 'ES256',
        keepsAlgorithm: options.keepsAlgorithm ?? false,
        keyLifetime,
        tokenRetention,
        reloadMs,
        isRetired: options.isRetired ?? ((kid) => retired.has(kid)),
        onFault: (error) => faults.push(error),
        emit: (name, detail) => events.push([name, 'kid' in detail ? detail.kid : '']),
      }),
    stored: async () => (await keys.list()).value,
  };
}

/** Returns the store with some methods replaced. */
export function storeWith(keys: KeyStore, changes: Partial<KeyStore>): KeyStore {
  return { ...keys, ...changes };
}
