/** `GET /admin/users/{subject}/export`: everything that is kept about an account, for its owner who asked the operator for it. */
import { exportJson } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { checkMayActOn } from '../check-reach.ts';
import { subjectField } from '../fields.ts';

export interface ExportUser {
  readonly subject: string;
}

export const exportUser: AdminOperation<ExportUser, AsyncIterable<string>> = {
  name: 'users.export',
  method: 'GET',
  path: '/admin/users/{subject}/export',
  scope: 'users:write',
  wantsRecent: true,
  summary: 'Write everything that is kept about an account as JSON; nothing in it lets anybody in',
  input: z.strictObject({ subject: subjectField }),
  answer: {
    kind: 'text',
    type: 'application/json',
    schema: z.looseObject({
      format: z.literal(1),
      exportedAt: z.string(),
      account: z.looseObject({ subject: z.string(), email: z.string() }),
      authenticators: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
      sessions: z.array(z.looseObject({ sid: z.string() })),
      pending: z.array(z.looseObject({ purpose: z.string() })),
      activity: z.array(z.looseObject({ time: z.string(), kind: z.string() })),
    }),
  },
  errors: ['not_found'],
  run: async (context, { subject }) => {
    await checkMayActOn(context, subject);
    const exported = await context.accounts.leaving.exportOf(subject, administeringBy(context));
    if (exported === undefined) throw new GemelError('not_found');
    return exportJson(exported);
  },
};
