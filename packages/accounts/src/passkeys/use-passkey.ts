/** Judges a passkey that was shown, and notes its use: for one challenge once, on whichever node. S09, S21, S22 */
import { GemelError } from '@gemel/protocol';
import type { SignInFailure } from '../audit/audit-event.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { postSuspicion } from '../notices/suspicions.ts';
import type { AccountParts } from '../parts.ts';
import { parseShownCredential, type ShownCredential } from './parse-passkey-credential.ts';
import { type AssertionFacts, judgeAssertion } from './passkey-ceremony.ts';
import { passkeyDataJson, readPasskeyData } from './passkey-data.ts';
import { userHandleOf } from './passkey-options.ts';
import { checkPasskeySeal } from './passkey-seal.ts';
import type { PasskeyUse } from './passkey-use.ts';

const mostTries = 16;

/** What a passkey is shown for. */
export interface WantedPasskey {
  readonly wanted: PasskeyUse;
  /** Whose it has to be; undefined for whoever's it is. */
  readonly account: string | undefined;
}

/** A passkey that somebody shows, whose signature is still to be judged. */
export interface ClaimedPasskey {
  readonly shown: ShownCredential;
  readonly record: AuthenticatorRecord;
}

/** Uses the challenge up and judges the passkey. @throws GemelError `passkey_failed` for every reason, `request_malformed`, and as `judgePasskey` */
export async function usePasskey(parts: AccountParts, credential: unknown, wanted: WantedPasskey): Promise<void> {
  await judgePasskey(parts, await claimPasskey(parts, credential, wanted));
}

/** Uses the challenge up and returns the passkey that is claimed; nothing is proven yet. @throws GemelError as `usePasskey` */
export async function claimPasskey(parts: AccountParts, credential: unknown, { wanted, account }: WantedPasskey): Promise<ClaimedPasskey> {
  const shown = parseShownCredential(credential);
  const open = await parts.challenges.take('passkey_request', shown.clientData.challenge);
  if (open === undefined) throw failed('the challenge is not one of ours, was used or has expired', { reason: 'proof_void' });
  if (open.account?.id !== account || JSON.stringify(open.data) !== JSON.stringify(wanted))
    throw failed('the challenge is for something else', { reason: 'proof_void' });
  const record = await parts.store.authenticators.find('passkey', shown.id);
  if (record === undefined || (account !== undefined && record.account !== account))
    throw failed('there is no such passkey', { reason: 'account_unknown' });
  if (!isHandleRight(shown, record, account !== undefined))
    throw failed("the passkey's user is another", { reason: 'proof_wrong', subject: record.account });
  return { shown, record };
}

/**
 * Judges the signature and notes the use: one that was removed since it was claimed is refused.
 *
 * @throws GemelError `passkey_failed`; `secret_mismatch` for a passkey of the store that nobody vouches for
 */
export async function judgePasskey(parts: AccountParts, { shown, record }: ClaimedPasskey): Promise<void> {
  checkPasskeySeal(parts, record);
  const judged = await judgeAssertion(parts.passkeySite, shown, readPasskeyData(record.data));
  if (!judged.holds) throw failed(judged.reason, { reason: 'proof_wrong', subject: record.account });
  await noteUse(parts, record, judged.facts);
}

/** Whoever names nobody has to be told by the authenticator whose passkey it is. WebAuthn Level 3, section 7.2, step 6 */
function isHandleRight({ userHandle }: ShownCredential, { account }: AuthenticatorRecord, isOptional: boolean): boolean {
  return (userHandle === undefined && isOptional) || userHandle === userHandleOf(account);
}

/** By compare-and-swap, so that of two signatures with one count one is refused. */
async function noteUse(parts: AccountParts, first: AuthenticatorRecord, facts: AssertionFacts): Promise<void> {
  let record: AuthenticatorRecord | undefined = first;
  for (let tries = 0; tries < mostTries; tries++) {
    // Another row may have the name by now.
    if (record?.id !== first.id) throw failed('the passkey was removed', { reason: 'account_unknown' });
    const data = readPasskeyData(record.data);
    // Zero on both sides: the authenticator does not count. WebAuthn Level 3, section 7.2, step 22
    if ((facts.counter > 0 || data.counter > 0) && facts.counter <= data.counter) return reportCopy(parts, record, facts.counter);
    const used = { ...data, counter: facts.counter, isSynced: facts.isSynced, seal: checkPasskeySeal(parts, record) };
    const written = await parts.store.authenticators.replace({ ...record, data: passkeyDataJson(used), lastUsedAt: parts.now() });
    if (written === 'replaced') return;
    record = await parts.store.authenticators.find('passkey', first.lookup);
  }
  throw new GemelError('data_conflict', { tries: mostTries });
}

/** A count that does not rise: the private key may be in two places. Its owner hears of it, and signs in by other ways. */
async function reportCopy(parts: AccountParts, record: AuthenticatorRecord, counter: number): Promise<never> {
  const account = await parts.store.findById(record.account);
  if (account !== undefined) postSuspicion(parts, { account, client: undefined }, async () => 'passkey-copied');
  throw failed(`the signature counter fell to ${counter}: the passkey may have been copied`, {
    reason: 'passkey_copied',
    subject: record.account,
  });
}

/** What the audit log says of a refusal. */
export interface PasskeyRefusal {
  readonly reason: SignInFailure;
  readonly subject?: string;
}

/** Returns what was noted about a refusal; nothing for any other error. */
export function refusalOf(error: unknown): Partial<PasskeyRefusal> {
  const { code, cause } = error instanceof GemelError ? error : { code: undefined, cause: undefined };
  if (code !== 'passkey_failed') return {};
  const { reason, subject } = cause as PasskeyRefusal; // made by this package alone
  return { reason, ...(subject === undefined ? {} : { subject }) };
}

/** @param text for whoever reads the log; the caller is not told */
function failed(text: string, refusal: PasskeyRefusal): GemelError {
  return new GemelError('passkey_failed', { text, ...refusal });
}
