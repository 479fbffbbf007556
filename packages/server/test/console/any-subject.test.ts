/** Accounts of another system keep its subjects, whatever text they are: lists show them, and every link and form of the console leads to them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineBeside, openBeside } from '../support/engine-beside.ts';
import { type InProcessServer, startInProcess, type Visitor } from '../support/in-process-server.ts';
import { administratorOf } from './support/administrator-cookies.ts';

const subjects = ['auth0|5f7c8ec7', 'https://id.example.com/people/7?a=b&c=d#e', '100%25', '../../keys', 'x'.repeat(255)];

let server: InProcessServer;
let beside: EngineBeside;
let administrator: Visitor;
let key = '';

beforeAll(async () => {
  server = await startInProcess();
  beside = await openBeside(server);
  administrator = (await administratorOf(server)).visitor;
  const { imported } = await beside.accounts.importAccounts(
    subjects.map((subject, index) => ({ subject, email: `imported-${index}@example.com` })),
  );
  expect(imported).toBe(subjects.length);
  for (const subject of subjects) await beside.gemel.startSession({ subject });
  key = (await beside.accounts.apiKeys.create({ name: 'a test', scopes: ['users:read', 'users:write', 'sessions:read'] })).text;
});

afterAll(async () => {
  await beside.stop();
  await server.stop();
});

const call = async (path: string, body?: object): Promise<Response> =>
  fetch(`${server.adminUrl}${path}`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });

/** What a browser makes of an attribute. */
const plain = (attribute: string): string => attribute.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');

it('stand in the lists of the admin API, and of the console', async () => {
  const { users } = (await (await call('/admin/users?email=imported-')).json()) as {
    readonly users: readonly { readonly subject: string }[];
  };
  expect(users.map(({ subject }) => subject).toSorted()).toEqual(subjects.toSorted());
  const listed = (await (await call('/admin/sessions')).json()) as { readonly sessions: readonly { readonly subject: string }[] };
  expect(listed.sessions.map(({ subject }) => subject)).toEqual(expect.arrayContaining(subjects));
  for (const path of ['/console/users', '/console/sessions', '/console/audit'])
    expect((await administrator.get(path)).status, path).toBe(200);
});

it.each(subjects)('%s is shown, disabled and opened again by the admin API', async (subject) => {
  const path = `/admin/users/${encodeURIComponent(subject)}`;
  expect(await (await call(path)).json()).toMatchObject({ user: { subject } });
  expect((await call(`${path}/disable`, { reason: 'a test' })).status).toBe(204);
  expect((await beside.accounts.findBySubject(subject))?.isDisabled).toBe(true);
  expect((await call(`${path}/enable`, {})).status).toBe(204);
});

it.each(subjects.map((subject, index) => ({ subject, index })))(
  '$subject is reached from the list of the console, and by each form of its page',
  async ({ subject, index }) => {
    const list = await (await administrator.get(`/console/users?email=imported-${index}@`)).text();
    const link = plain(new RegExp(`href="([^"]+)">imported-${index}@`).exec(list)?.[1] ?? '');
    const { pathname } = new URL(link, server.adminUrl);
    const page = await administrator.get(pathname);
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain(`imported-${index}@example.com`);
    const actions = [...text.matchAll(/action="(\/console\/users\/[^"]+)"/g)].map(
      ([, action = '']) => new URL(plain(action), server.adminUrl).pathname,
    );
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) expect(action.startsWith(`${pathname}/`), action).toBe(true);
    const disable = actions.find((action) => action.endsWith('/disable')) ?? '';
    expect((await administrator.post(disable, { reason: 'a test' })).headers.get('location')).toMatch(/notice=user-disabled$/);
    expect((await beside.accounts.findBySubject(subject))?.isDisabled).toBe(true);
  },
);
