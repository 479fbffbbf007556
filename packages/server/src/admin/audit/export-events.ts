/** `GET /admin/audit/export`: what happened as lines of JSON, the oldest first, for whatever gathers logs. */
import { type AuditEntry, auditLine } from '@gemel/accounts';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { auditKindField } from './audit-answer.ts';
import { eventConditions, type FindEvents } from './list-events.ts';

export const exportEvents: AdminOperation<FindEvents, AsyncIterable<string>> = {
  name: 'audit.export',
  method: 'GET',
  path: '/admin/audit/export',
  scope: 'audit:read',
  summary: 'Write what happened as lines of JSON, the oldest first',
  input: z.strictObject({ ...eventConditions }),
  answer: {
    kind: 'text',
    type: 'application/jsonl',
    schema: z.looseObject({ time: z.iso.datetime(), id: z.string(), kind: auditKindField, actor: z.string() }),
  },
  errors: [],
  run: async ({ accounts }, asked) =>
    linesOf(accounts.audit.walk(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)))),
};

async function* linesOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string, void> {
  for await (const entry of entries) yield `${auditLine(entry)}\n`;
}
