/** How often one place may ask for what costs this server something and needs no account: a sign-up costs a hash, a passkey's challenge or a journey to a provider a row. ASVS 2.4.1 */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountStore } from '../account-store.ts';
import type { ThrottlingOptions } from '../options.ts';
import { clientNetwork } from './client-network.ts';
import { limitKey } from './limit-key.ts';
import type { Limit } from './limit-store.ts';

export type LimitedRequest = 'signUps' | 'passkeys' | 'providers';

export interface RequestLimits {
  /** Counts one from the client's address and one from its network. Resolves to what takes them back. @throws GemelError `request_throttled` */
  take(kind: LimitedRequest, client: ClientFacts | undefined): Promise<() => Promise<void>>;
}

/** A network has this many times what one of its addresses has. */
const networkShare = 5;

export function createRequestLimits(
  { limits }: Pick<AccountStore, 'limits'>,
  options: Pick<ThrottlingOptions, LimitedRequest>,
  now: () => Seconds,
): RequestLimits {
  return {
    take: async (kind, client) => {
      const { address, network } = clientNetwork(client?.address);
      const { burst, interval } = options[kind];
      const both: readonly Limit[] = [
        { key: limitKey(`${kind} address`, address), burst, interval },
        { key: limitKey(`${kind} network`, network), burst: burst * networkShare, interval: interval / networkShare },
      ];
      const answer = await limits.spend(both, now());
      if (!answer.isAllowed) throw new GemelError('request_throttled', { retryAfter: answer.waitFor });
      return () => limits.refund(both);
    },
  };
}
