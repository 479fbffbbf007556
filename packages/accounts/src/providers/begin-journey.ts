/** Setting out to a provider: to sign in, or to link an account with it. */
import { GemelError } from '@gemel/protocol';
import { type AccountParts, requireTexts } from '../parts.ts';
import { requireRecent } from '../step-up/require-recent.ts';
import { countLinks } from './link-identity.ts';
import { issueJourney } from './provider-journey.ts';
import type { BeginProviderSignIn, Providers } from './providers.ts';

export function createBeginJourney(parts: AccountParts): Pick<Providers, 'beginSignIn' | 'beginLink'> {
  const begin = async (
    { provider: name, next, mode = 'cookie', isAgain = false }: BeginProviderSignIn,
    account?: Parameters<typeof issueJourney>[3],
    sid?: string,
  ) => {
    requireTexts({ provider: name });
    const client = parts.providers.find(name);
    if (client === undefined) throw new GemelError('not_found');
    const secrets = await client.makeSecrets();
    // The way there first: where the provider is down, nothing is kept.
    const url = await client.wayThere(secrets, { isAgain });
    const issued = await issueJourney(parts, { provider: name, mode, next, sid, isAgain }, secrets, account);
    return { url, label: client.provider.label, ...issued };
  };
  return {
    beginSignIn: async (given) => {
      await parts.requestLimits.take('providers', given.client);
      return begin(given);
    },
    beginLink: async (asking, { provider, next }) => {
      const account = await requireRecent(parts, asking);
      if ((await countLinks(parts.store, account.id)) >= parts.mostLinks) throw new GemelError('provider_limit_reached');
      return begin({ provider, ...(next === undefined ? {} : { next }) }, account, asking.sid);
    },
  };
}
