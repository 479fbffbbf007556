/** Whose account somebody from a provider comes into: the linked one, or, where the provider's word about addresses counts, the address's. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import { type AccountRecord, newAccount } from '../account.ts';
import { removeAuthenticators } from '../authenticators/remove-authenticators.ts';
import { endPendingSessions } from '../change-account.ts';
import { claimAddress } from '../email-verification/claim-address.ts';
import type { EmailAddress } from '../email/parse-email.ts';
import type { AccountParts } from '../parts.ts';
import { linkIdentity } from './link-identity.ts';
import type { ProviderIdentity } from './provider-identity.ts';
import type { ResolvedProvider } from './provider-options.ts';

export interface Arrival {
  readonly provider: ResolvedProvider;
  readonly identity: ProviderIdentity;
  readonly client: ClientFacts | undefined;
}

/** Others who come at the same time make it look again. */
const mostTries = 16;

/**
 * Returns the account's id. Of many first arrivals at once one makes the account, and all come into it.
 *
 * @throws GemelError `provider_not_linked` where nobody has linked the identity and the provider's word about the address does not count
 *   or there is none; `provider_failed` for an account that is disabled
 */
export async function ownAccount(parts: AccountParts, arrival: Arrival): Promise<string> {
  const { store } = parts;
  const { provider, identity, client } = arrival;
  let address: EmailAddress | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const linked = await store.authenticators.find('provider', identity.external.person);
    if (linked !== undefined) {
      // Somebody else's use of it at the same moment is as good a date.
      await store.authenticators.replace({ ...linked, lastUsedAt: parts.now() });
      return linked.account;
    }
    address ??= await identity.provenEmail();
    if (address === undefined) throw new GemelError('provider_not_linked');
    const made = await makeAccount(parts, address, client);
    const account = made ?? (await claimAccount(parts, address, client));
    if (account !== undefined) await linkIdentity(parts, account, { provider, identity, client, isTold: made === undefined });
  }
  throw new GemelError('data_conflict', { tries: mostTries });
}

/** Undefined where the address has an account. */
async function makeAccount(
  parts: AccountParts,
  { email }: EmailAddress,
  client: ClientFacts | undefined,
): Promise<AccountRecord | undefined> {
  const { store, now: readNow, randomText, audit } = parts;
  const now = readNow();
  const record = newAccount({ id: randomText(16), email, emailVerifiedAt: now, passwordHash: null, createdAt: now });
  if ((await store.insert(record)) !== 'inserted') return undefined;
  audit.write({ kind: 'account.signed_up', subject: record.id, client });
  return record;
}

/**
 * The address is the person's, and so is the account. Where nobody had shown that before, what somebody set up there goes: password,
 * authenticators, sessions (S25). Undefined where the account has changed meanwhile.
 */
async function claimAccount(
  parts: AccountParts,
  { email }: EmailAddress,
  client: ClientFacts | undefined,
): Promise<AccountRecord | undefined> {
  const found = await parts.store.findByEmail(email);
  if (found?.isDisabled === true)
    throw new GemelError('provider_failed', { text: 'the account is disabled', reason: 'account_disabled', subject: found.id });
  if (found === undefined || found.emailVerifiedAt !== null) return found;
  try {
    const claimed = await claimAddress(parts, { account: found, ...(client === undefined ? {} : { client }) });
    await endPendingSessions(parts, claimed);
    // Once more: a session that has ended only now may have been enrolling one.
    await removeAuthenticators(parts, claimed.id);
    return claimed;
  } catch (error) {
    if (error instanceof GemelError && error.code === 'subject_changed') return undefined;
    throw error;
  }
}
