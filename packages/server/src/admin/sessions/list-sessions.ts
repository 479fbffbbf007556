/** `GET /admin/sessions` and `/admin/sessions/{sid}`: the sessions that stand, of everybody or of one account, and one of them. */
import { GemelError, isSid } from '@gemel/protocol';
import type { Session } from 'gemel';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { afterField, limitField, nextField, subjectField } from '../fields.ts';
import { sessionField, sessionSchema } from './session-answer.ts';

export interface ListSessions {
  readonly subject?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface ListedSessions {
  readonly sessions: readonly Session[];
  readonly next: string | null;
}

export const listSessions: AdminOperation<ListSessions, ListedSessions> = {
  name: 'sessions.list',
  method: 'GET',
  path: '/admin/sessions',
  scope: 'sessions:read',
  summary: 'List the sessions that stand, of everybody or of one account: newest first, but on Redis those of everybody in no order',
  input: z.strictObject({ subject: subjectField.optional(), after: afterField.optional(), limit: limitField.optional() }),
  answer: {
    kind: 'json',
    schema: z.object({
      sessions: z.array(sessionSchema).describe('May be fewer than were asked for, or none, with more behind them.'),
      next: nextField,
    }),
  },
  errors: [],
  run: async ({ gemel }, asked) => {
    const { sessions, next } = await gemel.listAllSessions(asked);
    return { sessions, next: next ?? null };
  },
};

export interface ShowSession {
  readonly sid: string;
}

export const showSession: AdminOperation<ShowSession, { readonly session: Session }> = {
  name: 'sessions.show',
  method: 'GET',
  path: '/admin/sessions/{sid}',
  scope: 'sessions:read',
  summary: 'Show one session that stands: its device, what it is held by, when it was last used',
  input: z.strictObject({ sid: sessionField }),
  answer: { kind: 'json', schema: z.object({ session: sessionSchema }) },
  errors: ['not_found'],
  run: async ({ gemel }, { sid }) => ({ session: await findStanding(gemel, sid) }),
};

/** @throws GemelError `not_found` where there is none that stands, whatever has become of it */
export async function findStanding(gemel: { findSession(sid: string): Promise<Session> }, sid: string): Promise<Session> {
  if (!isSid(sid)) throw new GemelError('not_found');
  return gemel.findSession(sid).catch((error: unknown) => {
    throw error instanceof GemelError && error.isRefusal ? new GemelError('not_found', error) : error;
  });
}
