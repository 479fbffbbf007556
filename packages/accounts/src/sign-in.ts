/** Sign-in with e-mail address and password: one path for every outcome, so that neither answer nor time tells which accounts exist. ASVS 6.3.8 */
import { GemelError } from '@gemel/protocol';
import type { StartedSession } from 'gemel';
import type { AccountRecord } from './account.ts';
import type { Accounts, SignIn } from './accounts.ts';
import { parseEmail } from './email/parse-email.ts';
import { type AccountParts, requireTexts } from './parts.ts';
import { normalisePassword } from './passwords/normalise-password.ts';
import { isSameNetwork } from './throttle.ts';

/** An account as it was read after its subject's version: what ends its sessions after that stops the sign-in as well. */
interface AccountReading {
  readonly record: AccountRecord | undefined;
  readonly subjectVersion: number;
}

export function createSignIn(parts: AccountParts): Accounts['signIn'] {
  // Stands in for the id of an account that does not exist, so that the same questions are asked.
  const absentId = parts.randomText(16);

  return async (signIn) => {
    requireTexts({ email: signIn.email, password: signIn.password });
    const email = parseEmail(signIn.email)?.email;
    const address = signIn.client?.address ?? '';
    const attempt = await parts.throttle.take(email ?? `?${signIn.email.slice(0, 320)}`, address, () =>
      hasSessionFrom(parts, email, address, absentId),
    );
    try {
      const started = await startOnce(parts, signIn, email, absentId).catch((error: unknown) => {
        // Sessions ended, or grants changed, while the password was hashed: judge again by what holds now.
        if (error instanceof GemelError && error.code === 'subject_changed') return startOnce(parts, signIn, email, absentId);
        throw error;
      });
      await attempt.succeeded();
      return started;
    } catch (error) {
      const isJudged = error instanceof GemelError && error.code === 'sign_in_failed';
      if (!isJudged) await attempt.abandoned().catch(() => undefined);
      throw error;
    }
  };
}

async function startOnce(parts: AccountParts, signIn: SignIn, email: string | undefined, absentId: string): Promise<StartedSession> {
  const { record, subjectVersion } = await readAccount(parts, email, absentId);
  const password = normalisePassword(signIn.password);
  const isRight = await parts.hasher.verify(record?.passwordHash ?? parts.hasher.dummy, password ?? '');
  if (record === undefined || password === undefined || !isRight || record.isDisabled) throw new GemelError('sign_in_failed');

  await rehash(parts, record, password);
  return parts.gemel.startSession({
    subject: record.id,
    mode: signIn.mode ?? 'cookie',
    authentication: { amr: ['pwd'] },
    roles: record.roles,
    permissions: record.permissions,
    ...(signIn.client === undefined ? {} : { client: signIn.client }),
    subjectVersion,
  });
}

/** The version first, the record after it: the other way round, an account disabled in between would still get a session. */
async function readAccount({ store, gemel }: AccountParts, email: string | undefined, absentId: string): Promise<AccountReading> {
  const found = await store.findByEmail(email ?? '');
  const id = found?.id ?? absentId;
  const subjectVersion = await gemel.subjectVersion(id);
  return { record: await store.findById(id), subjectVersion };
}

/** Replaces a hash that is weaker than those made today; a password changed meanwhile wins. */
async function rehash({ store, hasher }: AccountParts, record: AccountRecord, password: string): Promise<void> {
  if (!hasher.isOutdated(record.passwordHash)) return;
  const passwordHash = await hasher.hash(password).catch((error: unknown) => {
    if (error instanceof GemelError && error.code === 'hashing_busy') return undefined; // The next sign-in does it.
    throw error;
  });
  if (passwordHash !== undefined) await store.replace({ ...record, passwordHash });
}

async function hasSessionFrom(
  { store, gemel }: AccountParts,
  email: string | undefined,
  address: string,
  absentId: string,
): Promise<boolean> {
  const record = await store.findByEmail(email ?? '');
  const sessions = await gemel.listSessions(record?.id ?? absentId);
  return sessions.some(({ client }) => client.address !== undefined && isSameNetwork(client.address, address));
}
