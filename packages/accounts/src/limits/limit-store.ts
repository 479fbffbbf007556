/** What a store of rate limits must do: the generic cell rate algorithm, one atomic step for all of a request's limits, shared by all nodes. */
import type { Seconds } from '@gemel/protocol';

/** `burst` at once, and one more for each `interval` that passes. */
export interface Limit {
  /** What is limited, hashed. */
  readonly key: string;
  readonly interval: Seconds;
  readonly burst: number;
}

export type LimitAnswer =
  | { readonly isAllowed: true }
  | {
      readonly isAllowed: false;
      /** Seconds after which it would be allowed, if nothing else came. */ readonly waitFor: Seconds;
    };

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface LimitStore {
  /** Takes one from each limit, or from none of them; committed when it resolves and seen by every connection (S19). No key twice. */
  spend(limits: readonly Limit[], now: Seconds): Promise<LimitAnswer>;
  /** Gives back what one `spend` took: it was for something that need not be limited. */
  refund(limits: readonly Limit[]): Promise<void>;
  /** Forgets keys, whatever was taken from them: what they name is gone. */
  forget(keys: readonly string[]): Promise<void>;
  /** Forgets keys that have been full again since `before`. Returns how many. */
  deleteIdle(before: Seconds): Promise<number>;
}
