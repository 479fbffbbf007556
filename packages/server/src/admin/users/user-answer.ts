/** An account as the admin API shows it: no hash, no seed, nothing that lets anybody in. */
import type { Account } from '@gemel/accounts';
import { z } from 'zod';
import { subjectField, timeField } from '../fields.ts';

export const userSchema: z.ZodType<Account> = z
  .object({
    subject: subjectField,
    email: z.string(),
    isEmailVerified: z.boolean(),
    hasPassword: z.boolean(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()).describe('Its own; those of its roles are not among them.'),
    isDisabled: z.boolean(),
    createdAt: timeField,
  })
  .meta({ id: 'User' });
