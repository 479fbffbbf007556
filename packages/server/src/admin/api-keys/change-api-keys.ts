/** `POST /admin/api-keys`, `…/{id}/rotate` and `…/{id}/revoke`. Nobody makes, or gets hold of, a key that may do more than they. */
import type { IssuedApiKey } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import { auditActorOf } from '../admin-actor.ts';
import type { AdminContext, AdminOperation } from '../admin-operation.ts';
import { type AdminScope, adminScopes, isAdminScope } from '../admin-scope.ts';
import { checkHasScopes } from '../check-reach.ts';
import { reasonField } from '../fields.ts';
import { apiKeyIdField, issuedApiKeySchema } from './api-key-answer.ts';

const day = 86_400;

export interface CreateApiKey {
  readonly name: string;
  readonly scopes: readonly AdminScope[];
  readonly validFor?: number | undefined;
  readonly reason?: string | undefined;
}

export const createApiKey: AdminOperation<CreateApiKey, IssuedApiKey> = {
  name: 'api-keys.create',
  method: 'POST',
  path: '/admin/api-keys',
  scope: 'api-keys:write',
  wantsRecent: true,
  summary: 'Make an API key, with scopes that you have yourself',
  input: z.strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^(?=.*\S)[^\p{C}]*$/u)
      .describe('For people.'),
    scopes: z.array(z.enum(adminScopes)).min(1).max(adminScopes.length).describe('What it may do.'),
    validFor: z
      .int()
      .min(1)
      .max(3660 * day)
      .describe('Seconds; left out, it is good until it is revoked.')
      .optional(),
    reason: reasonField.optional(),
  }),
  answer: { kind: 'json', schema: issuedApiKeySchema },
  errors: [],
  run: async (context, { name, scopes, validFor }) => {
    checkHasScopes(context, scopes);
    return context.accounts.apiKeys.create({ name, scopes, validFor, actor: auditActorOf(context.actor) });
  },
};

export interface RotateApiKey {
  readonly id: string;
  readonly overlap?: number | undefined;
  readonly reason?: string | undefined;
}

export const rotateApiKey: AdminOperation<RotateApiKey, IssuedApiKey> = {
  name: 'api-keys.rotate',
  method: 'POST',
  path: '/admin/api-keys/{id}/rotate',
  scope: 'api-keys:write',
  wantsRecent: true,
  summary: 'Give an API key another secret; the one before stays good for a while',
  input: z.strictObject({
    id: apiKeyIdField,
    overlap: z
      .int()
      .min(0)
      .max(7 * day)
      .describe('Seconds that the secret before stays good; 3600 by default.')
      .optional(),
    reason: reasonField.optional(),
  }),
  answer: { kind: 'json', schema: issuedApiKeySchema },
  errors: ['not_found', 'data_conflict'],
  run: async (context, { id, overlap }) => {
    await checkMayChange(context, id);
    const issued = await context.accounts.apiKeys.rotate(id, { overlap, actor: auditActorOf(context.actor) });
    if (issued === undefined) throw new GemelError('not_found');
    return issued;
  },
};

export interface RevokeApiKey {
  readonly id: string;
  readonly reason: string;
}

export const revokeApiKey: AdminOperation<RevokeApiKey, void> = {
  name: 'api-keys.revoke',
  method: 'POST',
  path: '/admin/api-keys/{id}/revoke',
  scope: 'api-keys:write',
  summary: 'End an API key at once, on every node',
  input: z.strictObject({ id: apiKeyIdField, reason: reasonField }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'data_conflict'],
  run: async (context, { id }) => {
    await checkMayChange(context, id);
    if (!(await context.accounts.apiKeys.revoke(id, { actor: auditActorOf(context.actor) }))) throw new GemelError('not_found');
  },
};

/** @throws GemelError `not_found`, `permission_missing` */
async function checkMayChange(context: AdminContext, id: string): Promise<void> {
  const key = await context.accounts.apiKeys.find(id);
  if (key === undefined) throw new GemelError('not_found');
  checkHasScopes(context, key.scopes.filter(isAdminScope));
}
