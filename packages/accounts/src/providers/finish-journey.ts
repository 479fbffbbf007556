/** Coming back from a provider: the journey is used up, the answer judged, and what it proves becomes a session or a link. */
import { GemelError } from '@gemel/protocol';
import { noteFailure } from '../audit/note-failure.ts';
import type { SignInFailure } from '../audit/audit-event.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { finishSignIn } from '../sign-in/finish-sign-in.ts';
import { openAccount } from '../sign-in/open-account.ts';
import { readAsking } from '../step-up/require-recent.ts';
import { linkedProviderOf } from './manage-identities.ts';
import { linkIdentity } from './link-identity.ts';
import { ownAccount } from './own-account.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ProviderIdentity } from './provider-identity.ts';
import { lookAtJourney, type OpenJourney, takeJourney } from './provider-journey.ts';
import type { FinishJourney, ProviderArrival, Providers } from './providers.ts';

/** A journey whose answer has held. */
interface Arrived {
  readonly open: OpenJourney;
  readonly provider: ProviderClient['provider'];
  readonly identity: ProviderIdentity;
}

export function createFinishJourney(parts: AccountParts): Providers['finish'] {
  return async (given) => {
    const { provider: name, secret, asking, client } = given;
    requireTexts({ provider: name, secret });
    const provider = parts.providers.find(name);
    if (provider === undefined) throw new GemelError('not_found');
    const open = await lookAtJourney(parts, secret);
    const isLink = open?.purpose === 'provider_link';
    try {
      const arrived = await arrive(parts, provider, open, given);
      return isLink ? await link(parts, arrived, asking, client) : await signIn(parts, arrived, client);
    } catch (error) {
      return fail(error, isLink, given, open);
    }
  };

  function fail(error: unknown, isLink: boolean, { asking, client }: FinishJourney, open: OpenJourney | undefined): never {
    // Noted already: the proof was right, and the address has to be verified first.
    if (error instanceof GemelError && error.code === 'sign_in_failed') throw error;
    const { reason, subject } = refusalOf(error);
    if (!isLink) return noteFailure(parts.audit, { step: 'sign_in', way: 'provider', subject, client, reason }, error);
    if (error instanceof GemelError && error.isRefusal)
      parts.audit.write({ kind: 'factor.not_added', subject: open?.account?.id, sid: asking?.sid, client, factor: 'provider', reason });
    throw error;
  }
}

/** What is wrong here is wrong before anything is used up: whoever leads a browser to this address with another state ends nobody's journey. */
async function arrive(
  parts: AccountParts,
  client: ProviderClient,
  open: OpenJourney | undefined,
  { secret, query, asking }: FinishJourney,
): Promise<Arrived> {
  const { provider } = client;
  if (open === undefined) throw voidJourney('the browser holds no journey, or one that was used or has expired');
  if (open.journey.provider !== provider.name) throw voidJourney('the journey leads to another provider');
  if (query.get('state') !== open.secrets.state) throw voidJourney('the answer is for another journey');
  if (open.journey.sid !== asking?.sid && open.purpose === 'provider_link') throw voidJourney('another session began to link');
  if (!(await takeJourney(parts, open, secret))) throw voidJourney('the journey was used by another answer');
  return { open, provider, identity: await client.judgeAnswer(query, open.secrets, open.journey) };
}

async function signIn(
  parts: AccountParts,
  { open, provider, identity }: Arrived,
  client: FinishJourney['client'],
): Promise<ProviderArrival> {
  const id = await ownAccount(parts, { provider, identity, client });
  const opened = await openAccount(parts, id);
  if (opened === undefined)
    throw new GemelError('provider_failed', { text: 'the account is disabled', reason: 'account_disabled', subject: id });
  // Once more: what ends the account's sessions from now on stops this sign-in, and what ended them before may have unlinked the identity.
  const linked = await parts.store.authenticators.find('provider', identity.external.person);
  if (linked?.account !== id) throw new GemelError('provider_not_linked');
  const { mode, next } = open.journey;
  const result = await finishSignIn(parts, {
    ...opened,
    used: ['provider'],
    mode,
    elsewhere: identity.external,
    authTime: authTimeOf(parts, identity),
    ...(client === undefined ? {} : { client }),
  });
  return { kind: 'sign_in', result, next };
}

/**
 * When the person authenticated, which may be long before the provider led it here. Where the provider does not say, nobody knows: such a
 * session is never a recent one.
 */
function authTimeOf(parts: AccountParts, { authTime = 0 }: ProviderIdentity): number {
  return Math.max(0, Math.min(authTime, parts.now()));
}

async function link(
  parts: AccountParts,
  { open, provider, identity }: Arrived,
  asking: FinishJourney['asking'],
  client: FinishJourney['client'],
): Promise<ProviderArrival> {
  if (asking === undefined || open.account?.id !== asking.subject) throw voidJourney('another session began to link');
  // That it was authenticated a moment ago was judged when it set out; it must stand still.
  const { account } = await readAsking(parts, asking);
  const record = await linkIdentity(parts, account, { provider, identity, sid: asking.sid, client, isTold: true });
  const linked = record ?? (await parts.store.authenticators.find('provider', identity.external.person));
  if (linked === undefined) throw voidJourney('the account has changed meanwhile');
  if (linked.account !== account.id) throw new GemelError('provider_taken');
  return { kind: 'link', linked: linkedProviderOf(parts, linked), next: open.journey.next };
}

function voidJourney(text: string): GemelError {
  return new GemelError('provider_failed', { text, reason: 'proof_void' });
}

function refusalOf(error: unknown): { readonly reason: SignInFailure; readonly subject?: string } {
  const { code, cause } = error instanceof GemelError ? error : { code: undefined, cause: undefined };
  if (code === 'provider_not_linked') return { reason: 'account_unknown' };
  if (code !== 'provider_failed') return { reason: 'proof_void' };
  const { reason, subject } = cause as { readonly reason: SignInFailure; readonly subject?: string }; // made by this package alone
  return { reason, ...(subject === undefined ? {} : { subject }) };
}
