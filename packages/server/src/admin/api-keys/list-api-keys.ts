/** `GET /admin/api-keys`: every key that there ever was. */
import type { ApiKey } from '@gemel/accounts';
import { z } from 'zod';
import type { AdminOperation, NoInput } from '../admin-operation.ts';
import { apiKeySchema } from './api-key-answer.ts';

export interface ApiKeyList {
  readonly apiKeys: readonly ApiKey[];
}

export const listApiKeys: AdminOperation<NoInput, ApiKeyList> = {
  name: 'api-keys.list',
  method: 'GET',
  path: '/admin/api-keys',
  scope: 'api-keys:read',
  summary: 'List the API keys, those that were revoked or have expired as well, the oldest first',
  input: z.strictObject({}),
  answer: { kind: 'json', schema: z.object({ apiKeys: z.array(apiKeySchema) }) },
  errors: [],
  run: async ({ accounts }) => ({ apiKeys: await accounts.apiKeys.list() }),
};
