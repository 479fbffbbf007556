/** An event of the audit log as the admin API shows it. */
import { type AuditActor, type AuditEntry, type AuditKind, auditKinds } from '@gemel/accounts';
import { z } from 'zod';
import { timeField } from '../fields.ts';

/** Facts are whatever JSON belongs to the kind. */
export interface ShownEvent extends Omit<AuditEntry, 'facts'> {
  readonly facts: Readonly<Record<string, unknown>>;
}

export const auditKindField: z.ZodType<AuditKind> = z
  .enum(Object.keys(auditKinds) as [AuditKind, ...AuditKind[]]) // Object.keys forgets the names
  .meta({ id: 'EventKind' });

export const actorField: z.ZodType<AuditActor> = z
  .union([
    z.enum(['nobody', 'owner', 'operator', 'system']),
    z.templateLiteral(['account:', z.string()]),
    z.templateLiteral(['api-key:', z.string()]),
  ])
  .describe(
    'Who: nobody that is signed in, the owner, whoever runs the service, the service itself, an account by its subject, or an API key by its id.',
  );

export const eventSchema: z.ZodType<ShownEvent> = z
  .object({
    id: z.string(),
    at: timeField,
    kind: auditKindField,
    actor: actorField,
    subject: z.string().nullable(),
    sid: z.string().nullable(),
    address: z.string().nullable(),
    device: z.string().nullable(),
    facts: z.record(z.string(), z.unknown()).describe('What belongs to the kind.'),
  })
  .meta({ id: 'Event' });
