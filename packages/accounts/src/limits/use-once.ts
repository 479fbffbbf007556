/** What is good once on all nodes together, whatever it is: the table of limits remembers it, since a limit of one in a lifetime is just that. */
import type { Seconds } from '@gemel/protocol';
import type { AccountStore } from '../account-store.ts';
import { limitKey } from './limit-key.ts';

/** Resolves to whether nobody has used the name in the last `lifetime` seconds; of many at once one is told so. */
export type UseOnce = (name: string, lifetime: Seconds) => Promise<boolean>;

export function createUseOnce({ limits }: Pick<AccountStore, 'limits'>, now: () => Seconds): UseOnce {
  return async (name, lifetime) => (await limits.spend([{ key: limitKey('once', name), interval: lifetime, burst: 1 }], now())).isAllowed;
}
