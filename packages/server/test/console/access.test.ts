/** Who may do what at the console: every route of its table, as administrator, as somebody without the scope, as plain user and signed out. ASVS 8.2.1, 8.2.2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleRoute } from '../../src/console/console-route.ts';
import { operationTable } from '../../src/admin/operation-table.ts';
import { consoleRoutes } from '../../src/console/console-routes.ts';
import { type EngineBeside, openBeside } from '../support/engine-beside.ts';
import { type InProcessServer, startInProcess, type Visitor, visit } from '../support/in-process-server.ts';
import { administratorOf } from './support/administrator-cookies.ts';
import { fieldsOf, leadsTo, pathOf } from './support/console-requests.ts';
import { password } from './support/enter-console.ts';
import { enterWithRole, signUp, subjectOf } from './support/second-administrator.ts';

let server: InProcessServer;
let administrator: Visitor;

beforeAll(async () => {
  server = await startInProcess();
  administrator = (await administratorOf(server)).visitor;
});

afterAll(() => server.stop());

const names = consoleRoutes.map((route) => ({ name: `${route.method} ${route.path}`, route }));

function send(visitor: Visitor, route: ConsoleRoute, path: string, headers?: Readonly<Record<string, string>>): Promise<Response> {
  if (route.method === 'GET') return visitor.get(path);
  return headers === undefined ? visitor.post(path, fieldsOf(route)) : visitor.post(path, fieldsOf(route), headers);
}

/** Made before anybody tries, so that what is there afterwards is what was there before. */
async function allPaths(): Promise<ReadonlyMap<ConsoleRoute, string>> {
  const paths = new Map<ConsoleRoute, string>();
  for (const { route } of names) paths.set(route, await pathOf(server, route));
  return paths;
}

/** What an administrator could still do, and what there still is: everything that an act could have changed. */
async function standing(): Promise<unknown> {
  const pages = ['/console/users', '/console/roles', '/console/keys', '/console/api-keys'].map(async (path) => {
    const text = await (await administrator.get(path)).text();
    return text.replaceAll(/<time.*?<\/time>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  });
  return Promise.all(pages);
}

describe.each(names)('$name', ({ route }) => {
  it('is not there for whoever is signed out, nor for a session of the public pages', async () => {
    await signUp(server, 'reader@example.com');
    const outside = visit(server.url);
    await outside.post('/sign-in', { email: 'reader@example.com', password });
    const session = outside.value('__Host-Http-gemel');
    expect(session).toBeDefined();
    const disguised = visit(server.adminUrl);
    // The very cookie of the public pages, under both names.
    disguised.set('__Host-Http-gemel', session);
    disguised.set('__Host-Http-gemel-console', session);
    const path = await pathOf(server, route);
    const before = await standing();
    for (const visitor of [visit(server.adminUrl), disguised]) {
      const answer = await send(visitor, route, path);
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toMatch(/^\/console\/sign-in(\?|$)/);
    }
    const program = await fetch(`${server.adminUrl}${path}`, {
      method: route.method,
      headers: { origin: server.adminUrl, accept: 'application/json' },
    });
    expect(program.status).toBe(401);
    expect(await standing()).toEqual(before);
  });

  it('refuses another site, whatever cookie comes along (F16)', async () => {
    if (route.method === 'GET') return;
    const path = await pathOf(server, route);
    const before = await standing();
    for (const headers of [{ origin: 'https://evil.example' }, { origin: server.url }, { 'sec-fetch-site': 'same-site' }, {}]) {
      expect((await send(administrator, route, path, headers)).status, JSON.stringify(headers)).toBe(403);
    }
    expect(await standing()).toEqual(before);
  });
});

describe('somebody at the console', () => {
  it('who has lost the role may do nothing there from that moment on', async () => {
    const other = await enterWithRole(server, 'plain@example.com', 'gemel:administrator');
    expect((await other.visitor.get('/console')).status).toBe(200);
    await administrator.post(`/console/users/${other.subject}/roles/unassign`, { role: 'gemel:administrator' });
    const paths = await allPaths();
    const before = await standing();
    for (const { name, route } of names) {
      expect((await send(other.visitor, route, paths.get(route) ?? '')).status, name).toBe(403);
    }
    expect(await standing()).toEqual(before);
  });

  it('who may only read accounts sees nothing else, and changes nothing (object and field: no hash, no key)', async () => {
    await administrator.post('/console/roles', { role: 'support', permissions: 'gemel:users:read' });
    const { visitor } = await enterWithRole(server, 'support@example.com', 'support');
    const paths = await allPaths();
    const before = await standing();
    for (const { name, route } of names) {
      const isAllowed = route.scope === undefined || route.scope === 'users:read';
      const { status } = await send(visitor, route, paths.get(route) ?? '');
      if (isAllowed) expect([200, 404], name).toContain(status);
      else expect(status, name).toBe(403);
    }
    expect(await standing()).toEqual(before);
    const page = await (await visitor.get(`/console/users/${await subjectOf(visitor, 'plain@example.com')}`)).text();
    expect(page).not.toMatch(/argon2|secret|Give<|Disable/);
  });

  it('who may change accounts still may not touch an administrator', async () => {
    await administrator.post('/console/roles', { role: 'keeper', permissions: 'gemel:users:read gemel:users:write gemel:roles:write' });
    const { visitor } = await enterWithRole(server, 'keeper@example.com', 'keeper');
    const first = await subjectOf(administrator, 'grace@example.com');
    const own = await subjectOf(administrator, 'keeper@example.com');
    const answer = await visitor.post(`/console/users/${first}/disable`, { reason: 'mine now' });
    expect([answer.status, answer.headers.get('location')]).toEqual([403, null]);
    expect((await visitor.post(`/console/users/${first}/delete`, { reason: 'mine now' })).status).toBe(403);
    expect((await visitor.post(`/console/users/${own}/roles/assign`, { role: 'gemel:administrator' })).status).toBe(403);
    expect((await administrator.get('/console')).status).toBe(200);
  });
});

describe('a session that was proven long ago', () => {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const cookieName = '__Host-Http-gemel-console';
  let beside: EngineBeside;
  beforeAll(async () => {
    beside = await openBeside(server);
  });
  afterAll(() => beside.stop());

  it('opens neither by a page nor by the admin API what wants a recent proof (7.5.3)', async () => {
    const { visitor } = await enterWithRole(server, 'unattended@example.com', 'gemel:administrator');
    const [sid = ''] = visitor.value(cookieName)?.split('.') ?? [];
    const time = beside.gemel.engineTime() - 1000;
    const { sessionToken } = await beside.gemel.stepUp(sid, { time, amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    visitor.set(cookieName, sessionToken);
    expect((await visitor.get('/console/api-keys')).status).toBe(200);
    const byPage = await visitor.post('/console/api-keys', { name: 'mine', 'scope-audit:read': 'on' });
    expect(byPage.headers.get('location')).toMatch(/^\/console\/step-up/);
    const call = async (method: string, path: string): Promise<unknown> => {
      const own = { ...headers, cookie: visitor.cookie(), origin: server.adminUrl };
      const answer = await fetch(`${server.adminUrl}${path}`, { method, headers: own, ...(method === 'GET' ? {} : { body: '{}' }) });
      return [answer.status, ((await answer.json()) as { readonly code?: string }).code];
    };
    for (const { method, path, wantsRecent, name } of operationTable)
      if (wantsRecent === true)
        expect(await call(method, path.replaceAll(/\{\w+\}/g, '0'.repeat(16))), name).toEqual([401, 'authentication_too_old']);
    expect((await beside.accounts.apiKeys.list()).map(({ name }) => name)).not.toContain('mine');
    expect(await call('GET', '/admin/users')).toEqual([200, undefined]);
  });

  it('is written down where it lacks what a page asks for, as it is for the admin API', async () => {
    await administrator.post('/console/roles', { role: 'reading', permissions: 'gemel:users:read' });
    const { visitor, subject } = await enterWithRole(server, 'reading@example.com', 'reading');
    expect((await visitor.get('/console/keys')).status).toBe(403);
    await expect
      .poll(async () =>
        (await beside.accounts.audit.search({ kinds: ['admin.refused'] })).entries.filter((one) => one.actor === `account:${subject}`),
      )
      .toMatchObject([{ facts: { operation: 'GET /console/keys', scope: 'keys:read' }, address: expect.any(String) as string }]);
  });
});

it('that signs out of the console ends its session: a captured copy of its cookie opens nothing (S03)', async () => {
  const { visitor } = await enterWithRole(server, 'leaver@example.com', 'gemel:administrator');
  const captured = visit(server.adminUrl);
  captured.set('__Host-Http-gemel-console', visitor.value('__Host-Http-gemel-console'));
  expect((await captured.get('/console')).status).toBe(200);
  expect((await visitor.post('/console/sign-out')).status).toBe(303);
  expect(visitor.cookie()).toBe('');
  expect((await captured.get('/console')).headers.get('location')).toMatch(/^\/console\/sign-in/);
});

describe('an administrator', () => {
  it.each(names)('may $name', async ({ route }) => {
    const answer = await send(administrator, route, await pathOf(server, route));
    const expected = leadsTo(route);
    if (expected === undefined) expect(answer.status).toBe(200);
    else {
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toMatch(expected);
    }
    await answer.body?.cancel();
  });
});
