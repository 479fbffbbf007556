/** An API key as the admin API shows it: no hash, and the key itself only at the moment it is made. */
import type { ApiKey, IssuedApiKey } from '@gemel/accounts';
import { z } from 'zod';
import { actorField } from '../audit/audit-answer.ts';
import { timeField } from '../fields.ts';

const maybeTime = timeField.nullable();

export const apiKeyIdField: z.ZodString = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe("The key's id.");

export const apiKeySchema: z.ZodType<ApiKey> = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    createdAt: timeField,
    createdBy: actorField,
    rotatedAt: maybeTime,
    formerUntil: maybeTime.describe('Until when the secret before the last rotation is good, too.'),
    expiresAt: maybeTime.describe('Null: it is good until it is revoked.'),
    revokedAt: maybeTime,
    lastUsedAt: maybeTime.describe('To five minutes.'),
  })
  .meta({ id: 'ApiKey' });

export const issuedApiKeySchema: z.ZodType<IssuedApiKey> = z.object({
  key: apiKeySchema,
  text: z.string().describe('The key itself, which is shown this once: `Authorization: Bearer gemel_…`.'),
});
