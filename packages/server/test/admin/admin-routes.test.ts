/** The admin API over HTTP: who gets in, what is read of a request, and what the audit log says. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type EngineBeside, openBeside } from '../support/engine-beside.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };

describe('the admin API', () => {
  const stopLater = stopAfterwards();
  let server: InProcessServer;
  let beside: EngineBeside;
  let reader = '';

  beforeAll(async () => {
    server = await startInProcess();
    stopLater(() => server.stop());
    beside = await openBeside(server);
    stopLater(() => beside.stop());
    await fetch(`${server.address}/auth/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(person),
    });
    reader = (await beside.accounts.apiKeys.create({ name: 'reader', scopes: ['users:read', 'audit:read'] })).text;
  });

  const get = (path: string, key: string | null = reader, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${server.adminUrl}${path}`, { headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers } });
  const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { readonly code: unknown }).code;

  it('answers whoever has a key with the scope, and tells no hash', async () => {
    const response = await get('/admin/users?email=AD&limit=1');
    expect(response.status).toBe(200);
    const { users, next } = (await response.json()) as { readonly users: readonly object[]; readonly next: unknown };
    expect([users.length, next]).toEqual([1, null]);
    expect(users[0]).toEqual({
      subject: expect.any(String),
      email: person.email,
      isEmailVerified: false,
      hasPassword: true,
      roles: [],
      permissions: [],
      isDisabled: false,
      createdAt: expect.any(Number),
    });
    // The log is written behind the answers, and of two nodes each by its own estimate of the time.
    const kinds = async (): Promise<readonly string[]> => {
      const answer = await get('/admin/audit?kinds=account.signed_up&kinds=api_key.created');
      return ((await answer.json()) as { readonly events: readonly { readonly kind: string }[] }).events.map(({ kind }) => kind).toSorted();
    };
    await expect.poll(kinds).toEqual(['account.signed_up', 'api_key.created']);
  });

  it('refuses whoever brings nothing, a key that is none, another scheme, and what opens the public listener', async () => {
    const headers = { 'content-type': 'application/json' };
    const signIn = (mode: string): Promise<Response> =>
      fetch(`${server.address}/auth/sign-in`, { method: 'POST', headers, body: JSON.stringify({ ...person, mode }) });
    const token = ((await (await signIn('token')).json()) as Readonly<Record<string, string>>)['access_token'] ?? '';
    const cookie = (await signIn('cookie')).headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const [response, status, code] of [
      [await get('/admin/users', null), 401, 'authentication_required'],
      [await get('/admin/users', null, { cookie }), 401, 'authentication_required'],
      [await get('/admin/users', token), 401, 'invalid_token'],
      [await get('/admin/users', 'gemel_x'), 401, 'invalid_token'],
      [await get('/admin/users', `${reader.slice(0, -4)}AAAA`), 401, 'invalid_token'],
      [await get('/admin/users', null, { authorization: 'Basic YTpi' }), 400, 'authorization_malformed'],
    ] as const) {
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect([response.status, await codeOf(response)]).toEqual([status, code]);
    }
  });

  it('refuses a key without the scope, one that has expired and one that was revoked, and writes the first down', async () => {
    const { apiKeys, audit } = beside.accounts;
    const { key, text } = await apiKeys.create({ name: 'keys alone', scopes: ['keys:read'] });
    const lacking = await get('/admin/users', text, { 'user-agent': 'curl/8.0' });
    expect([lacking.status, await codeOf(lacking)]).toEqual([403, 'permission_missing']);
    await get('/admin/audit?limit=1'); // writes what this node has to tell
    const { entries } = await audit.search({ kinds: ['admin.refused'] });
    expect(entries[0]).toMatchObject({
      actor: `api-key:${key.id}`,
      facts: { operation: 'users.list', scope: 'users:read' },
      device: 'curl',
    });

    await apiKeys.revoke(key.id);
    expect((await get('/admin/users', text)).status).toBe(401);
    const short = await apiKeys.create({ name: 'short', scopes: ['users:read'], validFor: 1 });
    await expect.poll(async () => (await get('/admin/users', short.text)).status, { timeout: 5000 }).toBe(401);
  });

  it.each([
    '/admin/users?limit=0',
    '/admin/users?limit=201',
    '/admin/users?limit=1.5',
    '/admin/users?limit=abc',
    '/admin/users?limit=',
    '/admin/users?limit=1&limit=2',
    '/admin/users?nothing=1',
    '/admin/audit?kinds=nothing',
    '/admin/audit?order=odd',
    '/admin/audit?after=nothing',
  ])('refuses %s as malformed', async (path) => {
    const response = await get(path);
    expect([response.status, await codeOf(response)]).toEqual([400, 'request_malformed']);
  });

  it('takes no other method, and nothing at the public listener', async () => {
    const authorization = `Bearer ${reader}`;
    const other = await fetch(`${server.adminUrl}/admin/users`, { method: 'DELETE', headers: { authorization } });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await fetch(`${server.address}/admin/users`, { headers: { authorization } })).status).toBe(404);
  });
});
