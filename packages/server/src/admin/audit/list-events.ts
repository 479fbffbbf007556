/** `GET /admin/audit`: what happened, page by page. */
import type { AuditKind } from '@gemel/accounts';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { afterField, defaultRows, limitField, nextField, subjectField, timeField } from '../fields.ts';
import { auditKindField, eventSchema, type ShownEvent } from './audit-answer.ts';

export interface FindEvents {
  readonly kinds?: readonly AuditKind[] | undefined;
  readonly subject?: string | undefined;
  readonly sid?: string | undefined;
  readonly address?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface ListEvents extends FindEvents {
  readonly order?: 'newest' | 'oldest' | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface EventPage {
  readonly events: readonly ShownEvent[];
  readonly next: string | null;
}

/** Every condition that is given holds. */
export const eventConditions: { readonly [Name in keyof FindEvents]-?: z.ZodType<FindEvents[Name]> } = {
  kinds: z.array(auditKindField).max(100).describe('Of these kinds; in a query, given several times.').optional(),
  subject: subjectField.optional(),
  sid: z.string().min(1).max(64).describe('Of this session.').optional(),
  address: z.string().min(1).max(64).describe('From this network address.').optional(),
  from: timeField.describe('Not before; seconds since 1970.').optional(),
  to: timeField.describe('Before; seconds since 1970.').optional(),
};

export const listEvents: AdminOperation<ListEvents, EventPage> = {
  name: 'audit.list',
  method: 'GET',
  path: '/admin/audit',
  scope: 'audit:read',
  summary: 'List what happened, the newest first where nothing else is said',
  input: z.strictObject({
    ...eventConditions,
    order: z.enum(['newest', 'oldest']).optional(),
    after: afterField.optional(),
    limit: limitField.optional(),
  }),
  answer: { kind: 'json', schema: z.object({ events: z.array(eventSchema), next: nextField }) },
  errors: [],
  run: async ({ accounts }, { limit = defaultRows, ...asked }) => {
    const given = Object.fromEntries(Object.entries({ ...asked, limit }).filter(([, value]) => value !== undefined));
    const { entries, next } = await accounts.audit.search(given);
    return { events: entries, next: next ?? null };
  },
};
