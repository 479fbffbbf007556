/** Begins a session in which somebody else acts: linked to the session that they act from, short, and good for nothing that asks who is there. RFC 8693, section 4.1 */
import { GemelError, optionsError, type Seconds } from '@gemel/protocol';
import type { Gemel } from '../gemel.ts';
import { expiresAt } from './check-record.ts';
import type { RecordWriter } from './record-writer.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';

export interface ImpersonateParts {
  readonly writer: Pick<RecordWriter, 'read'>;
  readonly start: SessionLifecycle['start'];
}

const usualLifetime: Seconds = 900;
const longestLifetime: Seconds = 3600;

/** Nobody was asked who they are: not now, and not ever. */
const neverAuthenticated = { time: 0, amr: [] } as const;

export function createImpersonate({ writer, start }: ImpersonateParts): Gemel['impersonate'] {
  return async ({ actor, lifetime = usualLifetime, ...session }) => {
    if (!(lifetime >= 1 && lifetime <= longestLifetime))
      throw optionsError('impersonate', [`lifetime must be 1 to ${longestLifetime} seconds`]);
    const { record } = await writer.read(actor.sid);
    if (actor.generation !== undefined && record.generation !== actor.generation)
      throw new GemelError('token_superseded', { sid: actor.sid });
    if (record.act !== null || record.subject === session.subject) throw new GemelError('impersonation_refused', { sid: actor.sid });
    const act = { sub: record.subject, sid: record.sid };
    return start({ ...session, authentication: neverAuthenticated }, { act, until: expiresAt(record), lifetime });
  };
}
