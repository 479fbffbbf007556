/** Gathers what is kept about an account. Every member is named here: what is not named, such as a hash, is not in it. */
import type { Seconds } from '@gemel/protocol';
import type { Session } from 'gemel';
import type { AccountRecord } from '../account.ts';
import { readAudit } from '../audit/search-audit.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import type { AccountParts } from '../parts.ts';
import { passkeyOf } from '../passkeys/manage-passkeys.ts';
import { readRecoveryCodes } from '../recovery-codes/recovery-codes-data.ts';
import type { AccountExport, ExportedAuthenticator, ExportedSession } from './account-export.ts';

export async function exportAccount(parts: AccountParts, record: AccountRecord): Promise<AccountExport> {
  const { gemel, store, audit, now } = parts;
  const { id: subject, email, passwordHash, roles, permissions, isDisabled } = record;
  const authenticators = await store.authenticators.listByAccount(subject);
  const sessions = await gemel.listSessions(subject);
  const pending = await store.challenges.listOf(subject, now());
  await audit.settled();
  return {
    format: 1,
    exportedAt: spell(now()),
    account: {
      subject,
      email,
      emailVerifiedAt: spellOrNull(record.emailVerifiedAt),
      hasPassword: passwordHash !== null,
      passwordChangedAt: spell(record.passwordChangedAt),
      roles,
      permissions,
      isDisabled,
      createdAt: spell(record.createdAt),
    },
    authenticators: authenticators.map(authenticatorOf),
    sessions: sessions.map(sessionOf),
    pending: pending.map(({ purpose, expiresAt }) => ({ purpose, expiresAt: spell(expiresAt) })),
    activity: readAudit(store).walk({ subject }),
  };
}

function authenticatorOf(record: AuthenticatorRecord): ExportedAuthenticator {
  const { id, kind, name, createdAt, lastUsedAt } = record;
  const head = { id, kind, name, createdAt: spell(createdAt), lastUsedAt: spellOrNull(lastUsedAt) };
  if (kind === 'recovery_codes') return { ...head, codesLeft: readRecoveryCodes(record.data).hashes.length };
  if (kind !== 'passkey') return head;
  const { keptBy, isSynced } = passkeyOf(record);
  return { ...head, ...(keptBy === undefined ? {} : { keptBy }), isSynced };
}

function sessionOf({ sid, mode, createdAt, lastSeenAt, expiresAt, authentication, client }: Session): ExportedSession {
  const { time, amr, acr } = authentication;
  return {
    sid,
    mode,
    createdAt: spell(createdAt),
    lastSeenAt: spell(lastSeenAt),
    expiresAt: spell(expiresAt),
    authentication: { time: spell(time), amr, acr: acr ?? null },
    client,
  };
}

function spell(time: Seconds): string {
  return new Date(time * 1000).toISOString();
}

function spellOrNull(time: Seconds | null): string | null {
  return time === null ? null : spell(time);
}
