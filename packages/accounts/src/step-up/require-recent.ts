/**
 * The door before sensitive changes of an account: the session that asks was authenticated a moment ago, with two factors where the account has two.
 * A feature calls it first, with the subject and sid of its caller: `const account = await requireRecent(parts, { subject, sid });`. ASVS 7.5.1, 7.5.3
 */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts, Session } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { AccountParts } from '../parts.ts';

/** Seconds since the authentication event after which a sensitive change wants another one. */
export const recentAuthAge: Seconds = 300;

/** Whose session asks; from the session's principal, never from a body (S23). A principal is one. */
export interface Asking {
  readonly subject: string;
  readonly sid: string;
  /** For the audit log. */
  readonly client?: ClientFacts;
}

/**
 * Returns the account if the session stands, is the subject's and was authenticated recently enough; judged by what the store holds, not by what a node remembers.
 *
 * @throws GemelError `session_unknown`, `impersonation_limited`, `authentication_too_weak`, `authentication_too_old`
 */
export async function requireRecent(parts: AccountParts, asking: Asking): Promise<AccountRecord> {
  const { account, session } = await readAsking(parts, asking);
  const authenticators = await parts.store.authenticators.listByAccount(account.id);
  const hasSecondFactor = authenticators.some(({ kind }) => kind === 'totp' || kind === 'passkey');
  const { acr, time } = session.authentication;
  if (hasSecondFactor && acr !== 'aal2') throw new GemelError('authentication_too_weak', { acr: 'aal2' });
  if (!(parts.now() - time <= recentAuthAge)) throw new GemelError('authentication_too_old', { maxAuthAge: recentAuthAge });
  return account;
}

/** Who asks: an account and a session of it that stands. */
export interface AskingAccount {
  readonly account: AccountRecord;
  readonly session: Session;
}

/**
 * Reads both from the store, however long ago the session was authenticated. Whoever acts in the subject's place is not the one who is asked for.
 *
 * @throws GemelError `session_unknown`, `impersonation_limited`
 */
export async function readAsking(
  { gemel, store }: Pick<AccountParts, 'gemel' | 'store'>,
  { subject, sid }: Asking,
): Promise<AskingAccount> {
  const session = (await gemel.listSessions(subject)).find((one) => one.sid === sid);
  const account = await store.findById(subject);
  if (session === undefined || account === undefined || account.isDisabled) throw new GemelError('session_unknown');
  if (session.act !== undefined) throw new GemelError('impersonation_limited', { sid });
  return { account, session };
}
