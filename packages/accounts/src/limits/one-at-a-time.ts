/** Lets one at a time do what only one may, on all nodes together: the table of limits knows whether somebody is at it. */
import type { Seconds } from '@gemel/protocol';
import type { AccountStore } from '../account-store.ts';
import { limitKey } from './limit-key.ts';

/** Resolves to what `work` does; undefined, without having done anything, where somebody is doing something of that name. */
export type OneAtATime = <Result>(name: string, work: () => Promise<Result>) => Promise<Result | undefined>;

/** Seconds after which somebody who has not come back, since their process died, is waited for no longer. */
const longest: Seconds = 60;

export function createOneAtATime({ limits }: Pick<AccountStore, 'limits'>, now: () => Seconds): OneAtATime {
  return async (name, work) => {
    const key = limitKey('one at a time', name);
    if (!(await limits.spend([{ key, interval: longest, burst: 1 }], now())).isAllowed) return undefined;
    try {
      return await work();
    } finally {
      // Where the store takes nothing now, time does it; what was done is done.
      await limits.forget([key]).catch(() => undefined);
    }
  };
}
