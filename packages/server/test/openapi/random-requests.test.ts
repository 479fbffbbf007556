/** A real server on SQLite under randomised requests: whatever is asked, the answer is one that the document describes. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMINISTRATOR_PERMISSION, ADMINISTRATOR_ROLE, adminScopes } from '../../src/admin/admin-scope.ts';
import { CONSOLE_CLIENT } from '../../src/console/console-client.ts';
import { createOpenApi } from '../../src/openapi/create-openapi.ts';
import { type AdminWorld, password, startAdminWorld } from '../support/admin-caller.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';
import { type DescribedOperation, findAnswerProblem, operationsOf } from './described-operations.ts';
import { type KnownValues, randomRequest, type RandomRequest } from './random-request.ts';

const email = 'ada@example.com';
const administratorEmail = 'grace@example.org';
const clientSecret = 'c'.repeat(43);
/** Of each operation. */
const runs = Number(process.env['GEMEL_TEST_RANDOM_REQUESTS'] ?? 3);

interface Credentials {
  readonly cookie: string;
  readonly token: string;
  readonly refreshToken: string;
  /** Of an administrator at the console. */
  readonly consoleCookie: string;
}

describe('an answer to a randomised request', () => {
  const stopLater = stopAfterwards();
  const document = createOpenApi();
  const operations = operationsOf(document);
  let world: AdminWorld;
  let keys: Readonly<Record<'good' | 'lacking', string>>;
  let subject = '';
  let held: Credentials;
  const statuses = new Map<string, Set<number>>();

  beforeAll(async () => {
    const { createHash } = await import('node:crypto');
    const secretHash = createHash('sha256').update(clientSecret).digest('base64url');
    world = await startAdminWorld({
      GEMEL_SIGN_IN_LINKS: 'on',
      GEMEL_PROVIDERS: '{"example":{"issuer":"http://127.0.0.1:9","clientId":"gemel"}}',
      GEMEL_CLIENTS: JSON.stringify([{ id: 'orders', secretHash, audiences: ['https://orders.example'] }]),
    });
    stopLater(() => world.stop());
    keys = { good: await world.keyFor(...adminScopes), lacking: await world.keyFor('impersonate') };
    held = await renew();
  });

  /** Signs in anew where the session, or the whole account, has fallen to an earlier request. */
  async function renew(): Promise<Credentials> {
    const { accounts, gemel } = world.beside;
    subject = (await accounts.findByEmail(email))?.subject ?? (await world.signUp(email));
    await accounts.setDisabled(subject, false);
    const authentication = { time: gemel.engineTime(), amr: ['pwd'], acr: 'aal1' };
    const [byCookie, byToken] = [
      await gemel.startSession({ subject, authentication }),
      await gemel.startSession({ subject, authentication, mode: 'token' }),
    ];
    const administrator = await accounts.findByEmail(administratorEmail);
    const atConsole = await gemel.startSession({
      subject: administrator?.subject ?? (await makeAdministrator()),
      clientId: CONSOLE_CLIENT,
      authentication: { time: gemel.engineTime(), amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' },
      roles: [ADMINISTRATOR_ROLE],
      permissions: [ADMINISTRATOR_PERMISSION],
    });
    return {
      consoleCookie: `__Host-Http-gemel-console=${atConsole.sessionToken}`,
      cookie: `__Host-Http-gemel=${byCookie.sessionToken}`,
      token: byToken.tokens?.accessToken ?? '',
      refreshToken: byToken.tokens?.refreshToken ?? '',
    };
  }

  async function makeAdministrator(): Promise<string> {
    const subject = await world.signUp(administratorEmail);
    await world.beside.accounts.grant(administratorEmail, { roles: [ADMINISTRATOR_ROLE] });
    return subject;
  }

  function knownValues(): KnownValues {
    return {
      ...{
        subject: [subject],
        email: [email, 'grace@example.com', 'a'],
        password: [password],
        reason: ['test'],
        role: ['editor'],
        name: ['x'],
      },
      ...{ grant_type: ['urn:gemel:session', 'refresh_token'], refresh_token: [held.refreshToken], token: [held.token], scope: ['others'] },
      ...{
        scopes: [['users:read']],
        limit: [1, 50],
        wait: ['0', '1'],
        provider: ['example'],
        file: world.server.routes.flatMap(({ path }) => (path.startsWith('/assets/') ? [path.slice('/assets/'.length)] : [])),
        credential: ['{}'],
        mode: ['cookie', 'token'],
      },
      ...{
        id: [keys.lacking.slice(6, 22)],
        permissions: [['post:read']],
        roles: [['editor']],
        validFor: [60],
        overlap: [0, 60],
        sid: [held.token.slice(0, 22)],
      },
    };
  }

  function headersOf(request: RandomRequest): Readonly<Record<string, string>> {
    const { described, credential } = request;
    const { isAdmin, isPage, operation } = described;
    const ownOrigin = isOfAdmin(described) ? world.server.adminUrl : world.server.url;
    if (isPage) return { accept: request.accept, ...pageHeadersOf(request, ownOrigin) };
    if (credential === 'none') return {};
    if (credential === 'garbage') return { authorization: 'Bearer gemel_0123456789abcdef_x' };
    if (credential === 'other scheme') return { authorization: 'Digest x' };
    if (credential === 'cookie') return { cookie: held.cookie, origin: ownOrigin };
    if (isAdmin) return { authorization: `Bearer ${credential === 'good' ? keys.good : keys.lacking}` };
    // Reports come from pages of ours, without any credential.
    if (operation.operationId === 'postPolicyReports') return credential === 'good' ? { origin: ownOrigin } : {};
    const isClients = operation.security.some((one) => 'client' in one);
    if (isClients) return { authorization: `Basic ${btoa(`orders:${credential === 'good' ? clientSecret : 'wrong'}`)}` };
    return credential === 'good' ? { authorization: `Bearer ${held.token}` } : { cookie: held.cookie, origin: 'https://evil.example' };
  }

  function pageHeadersOf({ described, credential }: RandomRequest, origin: string): Readonly<Record<string, string>> {
    const cookie = isOfAdmin(described) ? held.consoleCookie : held.cookie;
    if (credential === 'none') return {};
    if (credential === 'lacking') return { origin };
    if (credential === 'garbage') return { origin, cookie: `${cookie}x` };
    return credential === 'other scheme' ? { origin: 'https://evil.example', cookie } : { origin, cookie };
  }

  async function ask(request: RandomRequest): Promise<string | undefined> {
    const { described, path, body } = request;
    const base = isOfAdmin(described) ? world.server.adminUrl : world.server.address;
    const response = await fetch(`${base}${path}`, {
      method: described.method,
      redirect: 'manual',
      headers: { ...headersOf(request), ...(body === undefined ? {} : { 'content-type': body.type }) },
      ...(body === undefined ? {} : { body: body.text }),
    });
    const [type, location] = [response.headers.get('content-type'), response.headers.get('location')];
    const text = type?.startsWith('text/event-stream') === true ? await firstOf(response) : await response.text();
    const name = described.operation.operationId;
    statuses.set(name, (statuses.get(name) ?? new Set()).add(response.status));
    // A form is sent on to a page; that is for browsers, and said in the description.
    if (response.status === 303 && name === 'postAuthSignOut') return undefined;
    return findAnswerProblem(document, described, { status: response.status, type, text, location });
  }

  it('is one of those that the document describes, refusals and faults included', { timeout: 120_000 }, async () => {
    const seed = Number(process.env['GEMEL_TEST_SEED'] ?? Date.now());
    const problems: string[] = [];
    for (const [index, operation] of operations.entries()) {
      if (index % 16 === 0) held = await renew();
      for (const request of fc.sample(randomRequest(document, [operation], knownValues()), { numRuns: runs, seed: seed + index })) {
        const { described, path, body, credential, accept } = request;
        const problem = await ask(request);
        if (problem !== undefined)
          problems.push(`${described.method} ${path} ${JSON.stringify(body)} (${credential}, ${accept}): ${problem}`);
      }
    }
    expect(problems, `seed ${seed}`).toEqual([]);
    // Otherwise nothing but refusals would have been looked at.
    const all = [...statuses.values()].flatMap((seen) => [...seen]);
    expect(all.filter((status) => status < 300).length).toBeGreaterThan(60);
    expect(new Set(all).size).toBeGreaterThan(7);
    expect(statuses.size).toBe(operations.length);
  });
});

/** Where both listeners answer, the public one is asked. */
function isOfAdmin({ listeners }: DescribedOperation): boolean {
  return !listeners.includes('public');
}

/** The beginning of a stream that does not end by itself. */
async function firstOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}
