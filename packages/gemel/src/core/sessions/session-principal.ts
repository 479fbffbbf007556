/** The principal of a session, whichever credential it came by. */
import { freezePrincipal, type Principal } from '@gemel/protocol';
import type { EndedSignals } from './ended-signals.ts';
import type { SessionPrincipal } from '../gemel.ts';
import type { SessionRecord } from './session-record.ts';

/** Returns the same principal that an access token minted from this record gives. */
export function principalFromRecord(record: SessionRecord): Principal {
  const { act } = record;
  const principal: Principal = {
    subject: record.subject,
    sid: record.sid,
    generation: record.generation,
    clientId: record.clientId,
    authentication: record.authentication,
    roles: record.roles,
    permissions: record.permissions,
    claims: record.claims,
  };
  return act === null ? principal : { ...principal, act };
}

/** Adds `ended` to principals, which is made only when it is asked for and does not show in JSON or comparisons. */
export type WithEnded = (principal: Principal) => SessionPrincipal;

/**
 * The principals of an engine inherit one getter, and so are of one shape: with a getter of its own each would have a shape to itself, which
 * takes more memory than all that it says.
 */
export function createWithEnded(signals: EndedSignals): WithEnded {
  const prototype = Object.defineProperty({}, 'ended', {
    get(this: Principal) {
      return signals.of(this.sid, this.act?.sid);
    },
  });
  return (principal) => {
    const own = Object.create(prototype) as object; // empty, and nothing else
    return freezePrincipal(Object.assign(own, principal)) as SessionPrincipal; // by its prototype
  };
}
