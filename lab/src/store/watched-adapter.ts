/** better-auth's database, which is a file that nodes share: counts what passes, can be late, or cut, and waits for other writers. */
import type { getAdapter } from 'better-auth/db/adapter';
import { setTimeout } from 'node:timers/promises';

type Adapter = Awaited<ReturnType<typeof getAdapter>>;

export interface WatchedAdapter {
  readonly adapter: Adapter;
  /** How many calls have passed. */
  commands(): number;
  cut(isCut: boolean): void;
}

/** @param delayMs before each call: it stands for a network, which a file does not have. */
export function watchAdapter(inner: Adapter, delayMs: number): WatchedAdapter {
  let count = 0;
  let isCut = false;
  const adapter: Adapter = new Proxy(inner, {
    get(target, name): unknown {
      // Statement by statement, as with `transaction: false`: SQLite ends a transaction that has read and then writes, where another
      // process has written meanwhile, and waits for nothing.
      if (name === 'transaction') return async (work: (within: Adapter) => Promise<unknown>): Promise<unknown> => work(adapter);
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        count++;
        if (isCut) throw new Error('the store cannot be reached');
        if (delayMs > 0) await setTimeout(delayMs);
        return Reflect.apply(member, target, given);
      };
    },
  });
  return {
    adapter,
    commands: () => count,
    cut: (shallBeCut) => {
      isCut = shallBeCut;
    },
  };
}
