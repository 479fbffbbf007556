/** Judges the current password of whoever has a session already: guesses from elsewhere do not make the owner wait. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import { noteFailure } from '../audit/note-failure.ts';
import type { AccountParts } from '../parts.ts';
import { normalisePassword } from '../passwords/normalise-password.ts';

/** @throws GemelError `sign_in_failed`, `sign_in_throttled`, `hashing_busy` */
export async function judgePassword(
  { hasher, throttle, audit }: Pick<AccountParts, 'hasher' | 'throttle' | 'audit'>,
  record: AccountRecord,
  { sid, password, client }: { readonly sid: string; readonly password: string; readonly client: ClientFacts | undefined },
): Promise<void> {
  const attempted = { step: 'step_up', way: 'password', subject: record.id, sid, client } as const;
  const fail = (error: unknown): never => noteFailure(audit, attempted, error);
  const attempt = await throttle.takeInSession(sid).catch(fail);
  const current = normalisePassword(password);
  const isRight = await hasher.verify(record.passwordHash ?? hasher.dummy, current ?? '').catch(async (error: unknown) => {
    await attempt.abandoned().catch(() => undefined);
    throw error;
  });
  if (current === undefined || !isRight || record.isDisabled) fail(new GemelError('sign_in_failed'));
  await attempt.succeeded();
}
