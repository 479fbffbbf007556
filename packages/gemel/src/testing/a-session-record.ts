/** Builds session records for tests: everything filled in, whatever matters overridden. */
import type { SessionRecord } from '../core/sessions/session-record.ts';

/** Returns a record that stands on every engine's clock: created in 2001, with deadlines in 2096. */
export function aSessionRecord(overrides: Partial<SessionRecord> = {}): SessionRecord {
  return {
    sid: 'c2Vzc2lvbi1udW1iZXItMQ',
    subject: 'alice',
    clientId: 'gemel',
    version: 1,
    generation: 1,
    secretHash: 'c2VjcmV0LWhhc2g',
    refresh: { salt: 'c2FsdA', rotation: 0, rotatedAt: null },
    authentication: { time: 1_000_000_000, amr: ['pwd'] },
    roles: ['member'],
    permissions: ['orders:read'],
    claims: {},
    act: null,
    jkt: null,
    client: { userAgent: 'Example/1.0', address: '192.0.2.1', label: 'Example on a desk' },
    createdAt: 1_000_000_000,
    lastSeenAt: 1_000_000_000,
    inactivityDeadline: 3_999_000_000,
    overallDeadline: 4_000_000_000,
    endedAt: null,
    endReason: null,
    data: null,
    dataVersion: 0,
    ...overrides,
  };
}
