/** Writes down what the engine tells: sessions that ended, refresh tokens that came back, keys. */
import type { EndReason, Gemel } from 'gemel';
import { actorOf } from './actor-of.ts';
import type { AuditActor } from './audit-event.ts';
import type { AuditLog } from './create-audit-log.ts';

/** Who ends sessions for each reason, where nothing else is said. */
const actors: Readonly<Record<EndReason, AuditActor>> = {
  signed_out: 'owner',
  password_changed: 'owner',
  revoked: 'operator',
  subject_revoked: 'operator',
  account_disabled: 'operator',
  account_deleted: 'operator',
  refresh_token_reused: 'system',
  change_lost: 'system',
  origin_ended: 'system',
};

/** Returns what ends the watch. Each event is told by the node that caused it, and so written once. */
export function watchEngine(gemel: Pick<Gemel, 'on'>, audit: Pick<AuditLog, 'write'>): () => void {
  const ends = [
    gemel.on('session.revoked', ({ sid, subject, reason, by }) =>
      audit.write({ kind: 'session.ended', actor: actorOf(by, subject) ?? actors[reason], sid, subject, reason }),
    ),
    gemel.on('refresh.reused', ({ sid, subject, presented, current }) =>
      audit.write({ kind: 'refresh_token.reused', sid, subject, presented, current }),
    ),
    gemel.on('key.rotated', ({ kid }) => audit.write({ kind: 'key.rotated', kid })),
    gemel.on('key.retired', ({ kid }) => audit.write({ kind: 'key.retired', kid })),
  ];
  return () => {
    for (const end of ends) end();
  };
}
