/** Writes down that an account and somebody at a provider are the same person. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { AccountStore } from '../account-store.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { cleanName } from '../mail/clean-name.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import type { ProviderIdentity } from './provider-identity.ts';
import type { ResolvedProvider } from './provider-options.ts';

export interface NewLink {
  readonly provider: ResolvedProvider;
  readonly identity: ProviderIdentity;
  /** The session that asked, where one did. */
  readonly sid?: string | undefined;
  readonly client: ClientFacts | undefined;
  /** Whether the owner hears of it: not where the account has just been made of it. */
  readonly isTold: boolean;
}

/**
 * Returns the link, or undefined where that identity is linked already, with whichever account, or the account is not as it was read: whoever has taken it
 * back meanwhile finds nothing new in it.
 *
 * @throws GemelError `provider_limit_reached`
 */
export async function linkIdentity(
  parts: AccountParts,
  account: AccountRecord,
  { provider, identity, sid, client, isTold }: NewLink,
): Promise<AuthenticatorRecord | undefined> {
  const { store, randomText, now, audit, mail } = parts;
  const record: AuthenticatorRecord = {
    id: randomText(16),
    account: account.id,
    kind: 'provider',
    lookup: identity.external.person,
    name: shownName(identity.shownEmail),
    data: { provider: provider.name },
    createdAt: now(),
    lastUsedAt: null,
    version: 1,
  };
  if ((await store.authenticators.insert(record, { stamp: account.stamp })) !== 'inserted') return undefined;
  // Looked at behind the insert: of many at once none stays that is one too many.
  if ((await countLinks(store, account.id)) > parts.mostLinks) {
    await store.authenticators.remove(account.id, record.id);
    throw new GemelError('provider_limit_reached');
  }
  audit.write({ kind: 'factor.added', subject: account.id, sid, client, factor: 'provider' });
  if (isTold) mail?.post('provider-linked', account.email, { provider: provider.label, ...occasionOf(now(), client) });
  return record;
}

/** How many accounts elsewhere an account is linked with. */
export async function countLinks(store: AccountStore, account: string): Promise<number> {
  return (await store.authenticators.listByAccount(account)).filter(({ kind }) => kind === 'provider').length;
}

/** An address is shown as one; anything else that somebody elsewhere chose is made harmless. S26 */
function shownName(email: string): string {
  return /^[\w.+-]{1,64}@[\w.-]{1,190}$/.test(email) ? email : cleanName(email);
}
