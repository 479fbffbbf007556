/** Keys for programs that administer: made and rotated here, shown once, ended at once. */
import type { IssuedApiKey } from '@gemel/accounts';
import { adminScopes, isAdminScope } from '../../admin/admin-scope.ts';
import { createApiKey, revokeApiKey, rotateApiKey } from '../../admin/api-keys/change-api-keys.ts';
import { listApiKeys } from '../../admin/api-keys/list-api-keys.ts';
import { readFields } from '../../pages/page-context.ts';
import { actRoute } from '../acts/act-route.ts';
import { operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ApiKeysPage, apiKeysPath as path } from './api-keys-page.tsx';

const day = 86_400;
const createFields: readonly string[] = ['name', 'days', ...adminScopes.map((scope) => `scope-${scope}`)];

export const apiKeysRoutes: readonly ConsoleRoute[] = [
  {
    ...{ method: 'GET', path, summary: 'Show the API keys', query: ['notice', 'refused'] },
    scope: listApiKeys.scope,
    answer: (call) => answerKeys(call, undefined),
  },
  {
    ...{ method: 'POST', path, summary: `${createApiKey.summary}: by a form of the console`, fields: createFields },
    ...{ scope: createApiKey.scope, wantsRecent: createApiKey.wantsRecent === true, errors: createApiKey.errors },
    answer: answerCreate,
  },
  {
    ...{ method: 'POST', path: `${path}/:id/rotate`, summary: `${rotateApiKey.summary}: by a form of the console` },
    ...{ scope: rotateApiKey.scope, wantsRecent: rotateApiKey.wantsRecent === true, errors: rotateApiKey.errors },
    answer: answerRotate,
  },
  actRoute({
    path: `${path}/:id/revoke`,
    operation: revokeApiKey,
    fields: ['reason'],
    input: ({ id = '', reason = '' }) => ({ id, reason }),
    back: () => path,
    notice: 'api-key-revoked',
  }),
];

async function answerKeys(call: ConsoleCall, issued: IssuedApiKey | undefined): Promise<Response> {
  const { apiKeys } = await operate(call, listApiKeys, {});
  return call.context.html(<ApiKeysPage call={call} apiKeys={apiKeys} issued={issued} />);
}

/** Answered with the page itself: the key is in no address, and a second look does not show it again. */
async function answerCreate(call: ConsoleCall): Promise<Response> {
  const values: Readonly<Record<string, string>> = await readFields(call.context, createFields);
  const scopes = adminScopes.filter((scope) => isAdminScope(scope) && values[`scope-${scope}`] === 'on');
  // Nothing but the empty choice makes one that lasts: what is no number of days is refused by the operation.
  const { days = '' } = values;
  const validFor = days === '' ? {} : { validFor: Number(days) * day };
  return answerKeys(call, await operate(call, createApiKey, { name: values['name'] ?? '', scopes, ...validFor }));
}

async function answerRotate(call: ConsoleCall): Promise<Response> {
  return answerKeys(call, await operate(call, rotateApiKey, { id: call.context.req.param('id') ?? '' }));
}
