/** Sign-in with e-mail address and password: one path for every outcome, so that neither answer nor time tells which accounts exist. ASVS 6.3.8 */
import { GemelError } from '@gemel/protocol';
import { type AccountRecord, hasSameGrants } from '../account.ts';
import type { Accounts, SignIn } from '../accounts.ts';
import { noteFailure } from '../audit/note-failure.ts';
import { endPendingSessions } from '../change-account.ts';
import { parseEmail } from '../email/parse-email.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { normalisePassword } from '../passwords/normalise-password.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { hasSessionFrom } from './has-session-from.ts';
import type { SignInResult } from './sign-in-result.ts';

/** An account as it was read before and after its subject's version: what ends its sessions after that stops the sign-in as well. */
interface AccountReading {
  readonly before: AccountRecord | undefined;
  readonly record: AccountRecord | undefined;
  readonly subjectVersion: number;
}

/** The account that a right password opened. */
interface OpenedAccount extends AccountReading {
  readonly record: AccountRecord;
}

export function createSignIn(parts: AccountParts): Accounts['signIn'] {
  // Stands in for the id of an account that does not exist, so that the same questions are asked.
  const absentId = parts.randomText(16);

  return async (signIn) => {
    requireTexts({ email: signIn.email, password: signIn.password });
    parts.hasher.checkRoom();
    const email = parseEmail(signIn.email)?.email;
    const address = signIn.client?.address ?? '';
    const attempted = { step: 'sign_in', way: 'password', client: signIn.client } as const;
    const attempt = await parts.throttle
      .take({
        email: email ?? `?${signIn.email.slice(0, 320)}`,
        from: address,
        isFamiliar: async () => {
          const record = await parts.store.findByEmail(email ?? '');
          return hasSessionFrom(parts, record?.id ?? absentId, address);
        },
      })
      .catch((error: unknown) => noteFailure(parts.audit, attempted, error));
    try {
      const result = await finish(parts, signIn, () => judge(parts, signIn, email, absentId));
      // The session stands: a count that could not be given back is no reason to withhold it.
      await attempt.succeeded().catch(() => undefined);
      return result;
    } catch (error) {
      const isJudged = error instanceof GemelError && error.code === 'sign_in_failed';
      if (!isJudged) await attempt.abandoned().catch(() => undefined);
      throw error;
    }
  };
}

/**
 * Finishes the sign-in. Where the subject changed while the password was hashed, all is judged again, and the sign-in goes on only if a
 * change of grants is what happened, and all that happened: after "sign out everywhere" it yields no session.
 */
async function finish(parts: AccountParts, signIn: SignIn, judgeNow: () => Promise<OpenedAccount>): Promise<SignInResult> {
  const roles = await parts.readRoles();
  const opened = await judgeNow();
  try {
    return await proceed(parts, signIn, opened);
  } catch (error) {
    if (!(error instanceof GemelError) || error.code !== 'subject_changed') throw error;
    const again = await judgeNow();
    const grants = (await parts.readRoles()).grantsOf(again.record);
    const hadOthers = opened.before !== undefined && !hasSameGrants(roles.grantsOf(opened.before), grants);
    if (!hadOthers || again.subjectVersion !== opened.subjectVersion + 1) throw error;
    return proceed(parts, signIn, again);
  }
}

function proceed(
  parts: AccountParts,
  { mode, jkt, client, clientId }: SignIn,
  { record, subjectVersion }: OpenedAccount,
): Promise<SignInResult> {
  return finishSignIn(parts, {
    account: record,
    subjectVersion,
    used: ['password'],
    ...(mode === undefined ? {} : { mode }),
    ...(jkt === undefined ? {} : { jkt }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(client === undefined ? {} : { client }),
  });
}

/** @throws GemelError `sign_in_failed` for every reason, after the same work */
async function judge(parts: AccountParts, signIn: SignIn, email: string | undefined, absentId: string): Promise<OpenedAccount> {
  const { before, record, subjectVersion } = await readAccount(parts, email, absentId);
  const password = normalisePassword(signIn.password);
  const isRight = await parts.hasher.verify(record?.passwordHash ?? parts.hasher.dummy, password ?? '');
  if (record === undefined || password === undefined || !isRight || record.isDisabled) {
    const reason = record === undefined ? 'account_unknown' : isRight && password !== undefined ? 'account_disabled' : 'proof_wrong';
    const attempted = { step: 'sign_in', way: 'password', subject: record?.id, client: signIn.client, reason } as const;
    noteFailure(parts.audit, attempted, new GemelError('sign_in_failed'));
  }
  if (record.pendingEnd !== null) {
    // A crash left sessions standing that were to end. They end now, and not later together with the one that begins here.
    await endPendingSessions(parts, record);
    return judge(parts, signIn, email, absentId);
  }
  await rehash(parts, record, password);
  return { before, record, subjectVersion };
}

/** The version first, the record after it: the other way round, an account disabled in between would still get a session. */
async function readAccount({ store, gemel }: AccountParts, email: string | undefined, absentId: string): Promise<AccountReading> {
  const before = await store.findByEmail(email ?? '');
  const id = before?.id ?? absentId;
  const subjectVersion = await gemel.subjectVersion(id);
  return { before, record: await store.findById(id), subjectVersion };
}

/** Replaces a hash that is weaker than those made today; a password changed meanwhile wins. */
async function rehash({ store, hasher }: AccountParts, record: AccountRecord, password: string): Promise<void> {
  if (record.passwordHash === null || !hasher.isOutdated(record.passwordHash)) return;
  const passwordHash = await hasher.hash(password).catch((error: unknown) => {
    if (error instanceof GemelError && error.code === 'hashing_busy') return undefined; // The next sign-in does it.
    throw error;
  });
  if (passwordHash !== undefined) await store.replace({ ...record, passwordHash });
}
