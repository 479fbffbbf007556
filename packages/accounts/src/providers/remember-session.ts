/** Remembers of which session elsewhere one of ours came, so that it ends with it. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { Session } from 'gemel';
import type { AccountParts } from '../parts.ts';
import type { ExternalSession } from './provider-identity.ts';

type Parts = Pick<AccountParts, 'gemel' | 'store' | 'now'>;

/** How many are looked at when others have just been remembered. */
const swept = 50;

/**
 * Called before anybody has the session's credentials. Ends it where the one elsewhere has ended meanwhile.
 *
 * @throws GemelError `subject_changed` in that case
 */
export async function rememberSession(parts: Parts, { sid, subject, createdAt }: Session, external: ExternalSession): Promise<void> {
  const { gemel, store } = parts;
  const { person, session, since } = external;
  const record = { sid, account: subject, person, session, expiresAt: createdAt + overallTimeout(parts) };
  if ((await store.providerSessions.add(record, since)) === 'ended') {
    await gemel.revokeSession(sid, { reason: 'signed_out' });
    throw new GemelError('subject_changed', { subject });
  }
  await sweep(parts);
}

/** A session that was stepped up lasts longer than was known when it began. */
async function sweep(parts: Parts): Promise<void> {
  const { gemel, store } = parts;
  const now = parts.now();
  const expired = await store.providerSessions.listExpired(now, swept);
  const gone: string[] = [];
  for (const { sid, account } of expired) {
    const isStanding = (await gemel.listSessions(account)).some((session) => session.sid === sid);
    if (isStanding) await store.providerSessions.keep(sid, now + overallTimeout(parts));
    else gone.push(sid);
  }
  if (gone.length > 0) await store.providerSessions.remove(gone);
  if (expired.length > 0) await store.providerSessions.deleteEnds(now);
}

function overallTimeout({ gemel }: Parts): Seconds {
  return gemel.options.sessions.overallTimeout;
}
