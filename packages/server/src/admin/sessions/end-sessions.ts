/** `POST /admin/sessions/{sid}/end`, `/admin/users/{subject}/sessions/end` and `/admin/sessions/end`: one, all of an account, everybody's; answered when every node has heard. */
import type { NodeReceipt, RevokeOptions } from 'gemel';
import { z } from 'zod';
import { auditActorOf } from '../admin-actor.ts';
import type { AdminContext, AdminOperation } from '../admin-operation.ts';
import { checkHasScopes, checkMayActOn } from '../check-reach.ts';
import { reasonField, subjectField } from '../fields.ts';
import { adminScopes } from '../admin-scope.ts';
import { findStanding } from './list-sessions.ts';
import { sessionField } from './session-answer.ts';

export interface EndedSessions {
  readonly ended: number;
  readonly reach: 'committed' | 'applied' | 'bounded' | 'unguaranteed';
  readonly isReplicated: boolean;
  readonly tookMs: number;
  readonly receipts: readonly { readonly node: string; readonly tookMs: number | null }[];
}

const endedSchema = z
  .object({
    ended: z.int().min(0).describe('How many sessions have ended by it.'),
    reach: z
      .enum(['committed', 'applied', 'bounded', 'unguaranteed'])
      .describe(
        '`applied`: every node has heard of it; `bounded`: every node has, or trusts nothing that it knew; `unguaranteed`: a node accepts when stale, or the nodes are not known.',
      ),
    isReplicated: z.boolean().describe('Whether a second machine is known to hold it.'),
    tookMs: z.number().min(0).describe('Milliseconds until that was known.'),
    receipts: z
      .array(
        z.object({
          node: z.string(),
          tookMs: z.number().min(0).nullable().describe('Milliseconds until it was heard; null where it was not.'),
        }),
      )
      .describe('Every node that counts.'),
  })
  .meta({ id: 'EndedSessions' });

const answer = { kind: 'json', schema: endedSchema } as const;

export interface EndSession {
  readonly sid: string;
  readonly reason: string;
}

export const endSession: AdminOperation<EndSession, EndedSessions> = {
  name: 'sessions.end',
  method: 'POST',
  path: '/admin/sessions/{sid}/end',
  scope: 'sessions:revoke',
  summary: 'End a session on every node, whichever credential it is held by',
  input: z.strictObject({ sid: sessionField, reason: reasonField }),
  answer,
  errors: ['not_found'],
  run: async (context, { sid }) => {
    const { subject } = await findStanding(context.gemel, sid);
    await checkMayEndOf(context, subject);
    const revoked = await context.gemel.revokeSession(sid, { ...optionsOf(context), reason: 'revoked' });
    return endedOf({ ...revoked, ended: revoked.ended.length });
  },
};

export interface EndUserSessions {
  readonly subject: string;
  readonly reason: string;
}

export const endUserSessions: AdminOperation<EndUserSessions, EndedSessions> = {
  name: 'sessions.end-of-user',
  method: 'POST',
  path: '/admin/users/{subject}/sessions/end',
  scope: 'sessions:revoke',
  summary: 'End all sessions of an account on every node, and stop its sign-ins under way',
  input: z.strictObject({ subject: subjectField, reason: reasonField }),
  answer,
  errors: ['not_found'],
  run: async (context, { subject }) => {
    await checkMayActOn(context, subject);
    const revoked = await context.gemel.revokeSubject(subject, { ...optionsOf(context), reason: 'subject_revoked' });
    return endedOf({ ...revoked, ended: revoked.ended.length });
  },
};

export interface EndEverySession {
  readonly reason: string;
}

export const endEverySession: AdminOperation<EndEverySession, EndedSessions> = {
  name: 'sessions.end-everyone',
  method: 'POST',
  path: '/admin/sessions/end',
  scope: 'sessions:revoke',
  wantsRecent: true,
  summary: 'Emergency: end the sessions of everybody but of whoever asks; for a whole administrator alone',
  input: z.strictObject({ reason: reasonField }),
  answer,
  errors: [],
  run: async (context) => {
    // Everybody is whoever may do more as well.
    checkHasScopes(context, adminScopes);
    const { actor, gemel } = context;
    const own = actor.kind === 'administrator' ? { except: actor.sid } : {};
    return endedOf(await gemel.revokeEveryone({ ...optionsOf(context), ...own, reason: 'revoked' }));
  },
};

/** A session may be of a subject that is no account here; of those nobody is above anybody. */
async function checkMayEndOf(context: AdminContext, subject: string): Promise<void> {
  if ((await context.accounts.findBySubject(subject)) !== undefined) await checkMayActOn(context, subject);
}

function optionsOf({ actor, onReceipts }: AdminContext): RevokeOptions {
  const by = actor.kind === 'administrator' ? actor.subject : auditActorOf(actor);
  const told = onReceipts === undefined ? {} : { onReceipts };
  return { until: 'everywhere', ...(actor.kind === 'operator' ? {} : { by }), ...told };
}

function endedOf({
  ended,
  reach,
  isReplicated,
  tookMs,
  receipts,
}: Omit<EndedSessions, 'receipts'> & { readonly receipts: readonly NodeReceipt[] }): EndedSessions {
  return { ended, reach, isReplicated, tookMs, receipts: receipts.map(({ node, tookMs: ms }) => ({ node, tookMs: ms ?? null })) };
}
