/** Reads an account that something other than its password has proven, so that whatever ends its sessions from now on stops the sign-in as well. */
import type { AccountRecord } from '../account.ts';
import { endPendingSessions } from '../change-account.ts';
import type { AccountParts } from '../parts.ts';

export interface OpenedForSignIn {
  readonly account: AccountRecord;
  readonly subjectVersion: number;
}

/**
 * The version first, the record after it. Undefined where there is none, it is disabled, or sessions of it are to end and `isProofGood` says that somebody else has
 * used the proof up: then that is being done, and whoever does it would be stopped by the same end a second time.
 */
export async function openAccount(
  parts: AccountParts,
  id: string,
  isProofGood?: () => Promise<boolean>,
): Promise<OpenedForSignIn | undefined> {
  const subjectVersion = await parts.gemel.subjectVersion(id);
  const account = await parts.store.findById(id);
  if (account === undefined || account.isDisabled) return undefined;
  if (account.pendingEnd === null) return { account, subjectVersion };
  // A crash left sessions standing that were to end. They end now, and not later together with the one that begins here.
  if ((await isProofGood?.()) === false) return undefined;
  await endPendingSessions(parts, account);
  return openAccount(parts, id, isProofGood);
}
