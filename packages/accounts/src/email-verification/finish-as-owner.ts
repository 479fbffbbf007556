/** The end of a sign-in that proves the account's address: where it is the first proof of it, what was set before is gone. S25 */
import { GemelError } from '@gemel/protocol';
import type { AccountRecord } from '../account.ts';
import { removeAuthenticators } from '../authenticators/remove-authenticators.ts';
import { changeAccount, endPendingSessions } from '../change-account.ts';
import type { AccountParts } from '../parts.ts';
import { claimAddress } from './claim-address.ts';
import { finishSignIn, type ProvenSignIn } from '../sign-in/finish-sign-in.ts';
import { isAskedByPolicy } from '../sign-in/needed-factor.ts';
import { authenticationFacts } from '../sign-in/authentication-event.ts';
import { openAccount, type OpenedForSignIn } from '../sign-in/open-account.ts';
import type { SignInResult } from '../sign-in/sign-in-result.ts';

/**
 * Finishes the sign-in. An unverified address is verified by it, and password, authenticators and sessions of before are gone, since nobody
 * knows whose they are; the owner is told that there is no password any more.
 *
 * @throws GemelError `subject_changed` where something else changed the account or ended its sessions meanwhile, and what `finishSignIn` throws
 */
export async function finishAsOwner(parts: AccountParts, proven: ProvenSignIn): Promise<SignInResult> {
  if (proven.account.emailVerifiedAt !== null) return finishSignIn(parts, proven);
  const account = await claimAddress(parts, proven);
  if (isAskedByPolicy(parts.secondFactorPolicy, account))
    return finishSignIn(parts, { ...proven, ...(await openAfterEnd(parts, account, proven)) });
  // The session begins first, by the version that was read before the proof: any other end of all sessions stops it. Then the others end.
  let sid: string | null = null;
  try {
    const result = await finishSignIn(parts, { ...proven, account });
    // Somebody enrolled an app in this very moment, which is gone by now.
    if (result.status !== 'signed_in') throw new GemelError('subject_changed');
    ({ sid } = result.session);
    return result;
  } finally {
    await endFormer(parts, account, sid);
  }
}

/**
 * Ends every session, and reads the account after that: half a sign-in outlives the end of the sessions only if it begins behind it. So that it does not begin
 * behind anybody else's end as well, a session that nobody is given begins first, by the version that was read before the proof: as long as
 * it stands, ours was the only end.
 */
async function openAfterEnd(parts: AccountParts, account: AccountRecord, { subjectVersion, used }: ProvenSignIn): Promise<OpenedForSignIn> {
  const { gemel } = parts;
  const { id: subject, stamp } = account;
  let witness: string | null = null;
  try {
    const { session } = await gemel.startSession({ subject, subjectVersion, authentication: authenticationFacts(used) });
    witness = session.sid;
  } finally {
    await endFormer(parts, account, witness);
  }
  const opened = await openAccount(parts, subject);
  const hasStood = (await gemel.revokeSession(witness, { reason: 'signed_out' })).ended.length > 0;
  if (!hasStood || opened?.account.stamp !== stamp) throw new GemelError('subject_changed');
  return opened;
}

/** Ends every session but one, and takes away what a session that has ended only now may have been enrolling. */
async function endFormer(parts: AccountParts, { id, pendingEnd }: AccountRecord, except: string | null): Promise<void> {
  const kept = await changeAccount(parts.store, id, (record) => ({ ...record, pendingEnd: pendingEnd && { ...pendingEnd, except } }));
  if (kept !== undefined) await endPendingSessions(parts, kept);
  await removeAuthenticators(parts, id);
}
