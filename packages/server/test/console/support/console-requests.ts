/** How each route of the console is asked for in earnest: what stands in its path, what its form holds, and where it leads. A route without a row is a failure. */
import type { ConsoleRoute } from '../../../src/console/console-route.ts';
import type { InProcessServer } from '../../support/in-process-server.ts';
import { administratorOf } from './administrator-cookies.ts';
import { password } from './enter-console.ts';
import { signUp, subjectOf } from './second-administrator.ts';

interface RequestRow {
  readonly fields?: Readonly<Record<string, string>>;
  /** Undefined where the page itself answers. */
  readonly to?: RegExp;
}

const reason = 'asked for by its owner';
const back = (notice: string): RegExp => new RegExp(`[?&]notice=${notice}$`);

const rows: Readonly<Record<string, RequestRow>> = {
  'POST /console/users': { fields: { email: 'new@example.com' }, to: back('user-created') },
  'POST /console/users/:subject/reset-link': { to: back('reset-link-sent') },
  // An account that has a password needs none.
  'POST /console/users/:subject/invitation': { to: /[?&]refused=data_conflict$/ },
  'POST /console/users/:subject/enable': { to: back('user-enabled') },
  'POST /console/users/:subject/disable': { fields: { reason }, to: back('user-disabled') },
  'POST /console/users/:subject/second-factor/end': { fields: { reason }, to: back('second-factor-ended') },
  'POST /console/users/:subject/delete': { fields: { reason }, to: back('user-deleted') },
  'POST /console/users/:subject/impersonate': { fields: { reason } },
  'POST /console/users/:subject/roles/assign': { fields: { role: 'gemel:administrator' }, to: back('role-given') },
  'POST /console/users/:subject/roles/unassign': { fields: { role: 'gemel:administrator' }, to: back('role-taken') },
  'POST /console/roles': { fields: { role: 'made', permissions: 'orders:read' }, to: back('role-defined') },
  'POST /console/roles/remove': { fields: { role: 'made', reason }, to: back('role-removed') },
  'POST /console/sessions/:sid/end': { fields: { reason }, to: /^\/console\/endings\/[\w-]+$/ },
  'POST /console/sessions/end': { fields: { reason }, to: /^\/console\/endings\/[\w-]+$/ },
  'POST /console/users/:subject/sessions/end': { fields: { reason }, to: /^\/console\/endings\/[\w-]+$/ },
  'POST /console/keys/rotate': { to: back('keys-rotated') },
  'POST /console/keys/retire': { fields: { kid: 'none', reason }, to: /^\/console\/endings\/[\w-]+$/ },
  'POST /console/api-keys': { fields: { name: 'made', 'scope-audit:read': 'on' } },
  'POST /console/api-keys/:id/rotate': {},
  'POST /console/api-keys/:id/revoke': { fields: { reason }, to: back('api-key-revoked') },
};

function rowOf({ method, path }: ConsoleRoute): RequestRow {
  const row = rows[`${method} ${path}`];
  if (row === undefined && method !== 'GET') throw new Error(`say in console-requests.ts how ${method} ${path} is asked for`);
  return row ?? {};
}

export function fieldsOf(route: ConsoleRoute): Readonly<Record<string, string>> {
  return rowOf(route).fields ?? {};
}

export function leadsTo(route: ConsoleRoute): RegExp | undefined {
  return rowOf(route).to;
}

/** The path with something that is there in each of its places: somebody made for it, a key, a message, an end. */
export async function pathOf(server: InProcessServer, { method, path }: ConsoleRoute): Promise<string> {
  if (!path.includes(':')) return path;
  const { visitor } = await administratorOf(server);
  const first = async (page: string, pattern: RegExp): Promise<string> => pattern.exec(await (await visitor.get(page)).text())?.[1] ?? '';
  if (path.includes(':subject')) {
    // Somebody of its own, so that no act stands in the way of another.
    const email = `${method}${path.split(':subject')[1]}@example.com`.toLowerCase().replaceAll('/', '-');
    await signUp(server, email);
    return path.replace(':subject', await subjectOf(visitor, email));
  }
  if (path.includes(':sid')) {
    await signUp(server, 'holder@example.com');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ email: 'holder@example.com', password });
    await fetch(`${server.url}/auth/sign-in`, { method: 'POST', headers, body });
    return path.replace(':sid', await first('/console/sessions', /\/console\/sessions\/([\w-]+)\/end/));
  }
  if (path.startsWith('/console/outbox')) return path.replace(':id', await first('/console/outbox', /href="\/console\/outbox\/([\w-]+)"/));
  if (path.startsWith('/console/endings')) {
    const begun = await visitor.post('/console/keys/retire', { kid: 'none', reason });
    return begun.headers.get('location') ?? '';
  }
  const known = await first('/console/api-keys', /\/console\/api-keys\/([0-9a-f]+)\/revoke/);
  if (known !== '') return path.replace(':id', known);
  await visitor.post('/console/api-keys', { name: 'made', 'scope-audit:read': 'on' });
  return path.replace(':id', await first('/console/api-keys', /\/console\/api-keys\/([0-9a-f]+)\/revoke/));
}
