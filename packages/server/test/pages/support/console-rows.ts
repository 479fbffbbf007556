/** The console's pages. */
import { openNodes, registerNodes } from '../../console/support/nodes-in-store.ts';
import type { PageWalk } from './page-walk.ts';
import type { PageRow } from './page-row.ts';

export const consoleRows: readonly PageRow[] = [
  { name: 'console-sign-in', who: 'nobody', isOfConsole: true, path: '/console/sign-in' },
  { name: 'console-overview', who: 'administrator', path: '/console', act: makeTraffic },
  { name: 'console-nodes', who: 'administrator', env: {}, path: '/console', act: showNodes },
  { name: 'console-users', who: 'administrator', path: '/console/users' },
  { name: 'console-user', who: 'administrator', path: '/console/users', act: openUser },
  {
    name: 'console-user-dangers',
    who: 'administrator',
    path: '/console/users',
    act: async (walk) => {
      await openUser(walk);
      await walk.page.getByText('Disable the account').click();
      await walk.page.getByRole('button', { name: 'Disable it' }).waitFor();
    },
  },
  { name: 'console-sessions', who: 'administrator', path: '/console/sessions' },
  {
    name: 'acting',
    who: 'administrator',
    path: '/console/users',
    act: async (walk) => {
      await openUser(walk);
      await walk.page.getByText('Act as this person').click();
      await walk.page.locator('#reason-impersonate').fill('cannot find the export');
      await walk.page.getByRole('button', { name: 'Prepare a link' }).click();
      await walk.page.getByRole('link', { name: 'Go there' }).click();
      await walk.page.getByRole('button', { name: 'Act as this person' }).click();
      await walk.page.getByText('What is done is written down').waitFor();
    },
  },
  {
    name: 'console-ending',
    who: 'administrator',
    path: '/console/sessions',
    act: async (walk) => {
      await openUser(walk);
      await signInElsewhere(walk);
      await walk.page.reload();
      await walk.page.getByText('End all of them').first().click();
      await walk.page.locator('#reason-sessions').fill('lost laptop');
      await walk.page.getByRole('button', { name: 'End all of them' }).click();
      await walk.page.getByText('Every node refuses').waitFor();
    },
  },
  { name: 'console-roles', who: 'administrator', path: '/console/roles' },
  {
    name: 'console-keys',
    who: 'administrator',
    path: '/console/keys',
    act: async ({ page }) => {
      await page.getByText('Retire', { exact: true }).first().click();
      await page.getByRole('button', { name: 'Retire it at once' }).first().waitFor();
    },
  },
  { name: 'console-audit', who: 'administrator', path: '/console/audit' },
  {
    name: 'console-api-keys',
    who: 'administrator',
    path: '/console/api-keys',
    act: async ({ page }) => {
      await page.getByLabel('Name').fill('nightly report');
      await page.getByLabel('audit:read').check();
      await page.getByRole('button', { name: 'Make the key' }).click();
      await page.getByRole('region', { name: 'Key', exact: true }).waitFor();
    },
  },
  { name: 'console-outbox', who: 'administrator', path: '/console/outbox' },
  { name: 'console-not-found', who: 'administrator', path: '/console/nowhere', status: 404 },
];

/** Something for the charts to show: sign-ins, refusals, ends, and a few seconds of them. */
async function makeTraffic({ page, server, email, password }: PageWalk): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await post('/auth/sign-up', { email, password });
  for (let round = 0; round < 4; round++) {
    const signedIn = await post('/auth/sign-in', { email, password });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    for (let count = 0; count <= round; count++) await fetch(`${server.url}/auth/session`, { headers: { cookie } });
    await fetch(`${server.url}/auth/session`, { headers: { cookie: `${cookie}x` } });
    await fetch(`${server.url}/auth/sign-out`, { method: 'POST', headers: { cookie, origin: server.url } });
  }
  await page.locator('[data-live-rows=ends] tr th').first().waitFor();
}

/** A fleet of which some nodes are in trouble. */
async function showNodes({ page, server: { databasePath } }: PageWalk): Promise<void> {
  const nodes = await openNodes(databasePath);
  await registerNodes(databasePath, nodes);
  await nodes.stop();
  await page.getByText('silent for').waitFor();
}

async function signInElsewhere({ server, email, password }: PageWalk): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (const mode of ['cookie', 'token'])
    await fetch(`${server.url}/auth/sign-in`, { method: 'POST', headers, body: JSON.stringify({ email, password, mode }) });
}

/** Goes to the page of somebody, by their address in the list. */
async function openUser({ page, server, email, password }: PageWalk): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${server.url}/auth/sign-up`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  await page.goto('/console/users');
  await page.getByLabel('Address begins with').fill(email);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('link', { name: email }).click();
  await page.getByRole('heading', { name: email }).waitFor();
}
