/** The principal of a session, whichever credential it came by. */
import { freezePrincipal, type Principal } from '@gemel/protocol';
import type { EndedSignals } from './ended-signals.ts';
import type { SessionPrincipal } from '../gemel.ts';
import type { SessionRecord } from './session-record.ts';

/** Returns the same principal that an access token minted from this record gives. */
export function principalFromRecord(record: SessionRecord): Principal {
  return {
    subject: record.subject,
    sid: record.sid,
    generation: record.generation,
    clientId: record.clientId,
    authentication: record.authentication,
    roles: record.roles,
    permissions: record.permissions,
    claims: record.claims,
  };
}

/** Adds `ended`, which is made only when it is asked for and does not show in JSON or comparisons. */
export function withEnded(principal: Principal, signals: EndedSignals): SessionPrincipal {
  const own = { ...principal };
  Object.defineProperty(own, 'ended', { get: () => signals.of(principal.sid), enumerable: false });
  return freezePrincipal(own) as SessionPrincipal; // the getter was just defined
}
