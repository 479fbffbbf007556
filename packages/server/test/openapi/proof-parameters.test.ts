/** Proofs of possession in the document: asked of a real server, operation by operation. RFC 9449 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createOpenApi } from '../../src/openapi/create-openapi.ts';
import type { JsonSchema } from '../../src/openapi/openapi-document.ts';
import { type AdminWorld, startAdminWorld } from '../support/admin-caller.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';
import { type DescribedOperation, findAnswerProblem, operationsOf, responseOf } from './described-operations.ts';

const document = createOpenApi();
const called = operationsOf(document).filter(({ listeners, isAdmin, isPage }) => listeners.includes('public') && !isAdmin && !isPage);

/** Of what a member is, where any text would be refused before a proof is looked at. */
const values: Readonly<Record<string, string>> = { mode: 'token', grant_type: 'refresh_token', scope: 'others' };

function bodyOf({ operation }: DescribedOperation): Readonly<Record<string, string>> {
  const schema: JsonSchema = operation.requestBody?.content['application/json']?.schema ?? {};
  const members = Object.keys(schema['properties'] ?? {});
  const required = (schema['required'] ?? []) as readonly string[]; // of an object, as zod writes it
  return Object.fromEntries(
    members.filter((name) => required.includes(name) || name === 'mode').map((name) => [name, values[name] ?? 'x']),
  );
}

function urlOf({ path, operation }: DescribedOperation): string {
  const query = (operation.parameters ?? []).filter((one) => one.in === 'query' && one.required);
  const spelled = new URLSearchParams(query.map(({ name }): [string, string] => [name, values[name] ?? 'x']));
  return `${path.replaceAll(/\{\w+\}/g, 'x')}?${spelled}`;
}

describe('the header DPoP', () => {
  const stopLater = stopAfterwards();
  let world: AdminWorld;
  let token = '';

  beforeAll(async () => {
    world = await startAdminWorld({
      GEMEL_SIGN_IN_LINKS: 'on',
      GEMEL_PROVIDERS: '{"example":{"issuer":"http://127.0.0.1:9","clientId":"gemel"}}',
      GEMEL_CLIENTS: JSON.stringify([{ id: 'orders', secretHash: 'A'.repeat(43), audiences: ['https://orders.example'] }]),
    });
    stopLater(() => world.stop());
    const subject = await world.signUp('ada@example.com');
    const started = await world.beside.gemel.startSession({ subject, mode: 'token', jkt: 'A'.repeat(43) });
    token = started.tokens?.accessToken ?? '';
  });

  const ask = (described: DescribedOperation): Promise<Response> => {
    const { method, operation } = described;
    const json = { 'content-type': 'application/json' };
    const headers = { authorization: `DPoP ${token}`, dpop: 'no proof', ...(operation.requestBody === undefined ? {} : json) };
    const body = operation.requestBody === undefined ? {} : { body: JSON.stringify(bodyOf(described)) };
    return fetch(`${world.server.address}${urlOf(described)}`, { method, headers, ...body });
  };

  it.each(called)('stands in the document where $method $path judges it, and nowhere else', async (described) => {
    const response = await ask(described);
    const { status, headers } = response;
    const text = await response.text();
    const isJudged = text.includes('"error":"invalid_dpop_proof"');
    const parameter = (described.operation.parameters ?? []).find(({ name }) => name === 'DPoP');
    expect(parameter !== undefined, `${status} ${text}`).toBe(isJudged);
    expect(headers.has('dpop-nonce')).toBe(false);
    if (parameter === undefined) return;
    expect(parameter).toMatchObject({ in: 'header', required: false });
    expect(findAnswerProblem(document, described, { status, type: headers.get('content-type'), text })).toBeUndefined();
    const challenge = headers.get('www-authenticate');
    expect(challenge).toEqual(status === 401 ? expect.stringMatching(/^DPoP error="invalid_dpop_proof", algs="ES256 /) : null);
    const described401 = responseOf(document, described.operation, status)?.headers?.['WWW-Authenticate']?.description;
    if (status === 401) expect(described401).toContain('`DPoP`, with the `algs`');
  });

  it('is in it for asking for tokens as for presenting one', () => {
    const having = called.filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'DPoP'));
    expect(having.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/auth/sign-in', '/oauth/token', '/auth/session', '/auth/passkeys']),
    );
    expect(having.length).toBeLessThan(called.length);
  });
});
