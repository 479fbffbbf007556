/** Who may do what: asked of every operation of the table, so that a new one is asked as well. ASVS 8.2.1, 8.2.2, 8.2.3 */
import { beforeAll, describe, expect, it } from 'vitest';
import Database from 'libsql';
import { adminScopes, type AdminScope, scopesOf } from '../../src/admin/admin-scope.ts';
import { operationTable } from '../../src/admin/operation-table.ts';
import { type AdminWorld, password, startAdminWorld } from '../support/admin-caller.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';

/** Names nothing that there is, and holds to every form that a member of a path has. */
const nobody = '0'.repeat(16);
const pathOf = (path: string): string => path.replaceAll(/\{\w+\}/g, nobody);

describe('administration', () => {
  const stopLater = stopAfterwards();
  let world: AdminWorld;
  let cookie = '';
  let token = '';

  beforeAll(async () => {
    world = await startAdminWorld();
    stopLater(() => world.stop());
    await world.signUp('ada@example.com');
    // The most that a user of the public listener can be: an administrator, whose session there opens nothing here.
    await world.beside.accounts.grant('ada@example.com', { roles: ['gemel:administrator'] });
    const signIn = (mode: string): Promise<Response> =>
      fetch(`${world.server.address}/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'ada@example.com', password, mode }),
      });
    cookie = (await signIn('cookie')).headers.get('set-cookie')?.split(';')[0] ?? '';
    token = ((await (await signIn('token')).json()) as Readonly<Record<string, string>>)['access_token'] ?? '';
  });

  describe.each(operationTable)('$name', ({ method, path, scope }) => {
    const call = (key: string | null, headers: Readonly<Record<string, string>> = {}) =>
      world.call(method, pathOf(path), key, { ...(method === 'POST' ? { body: {} } : {}), headers });

    it('is for nobody without a key: signed out, and with an administrator’s own session of the public listener', async () => {
      expect(await call(null)).toMatchObject({ status: 401, body: { code: 'authentication_required' } });
      const fromPage = { cookie, origin: world.server.adminUrl, 'sec-fetch-site': 'same-origin' };
      expect(await call(null, fromPage)).toMatchObject({ status: 401, body: { code: 'authentication_required' } });
      expect(await call(token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    });

    it('is refused to a key with every other scope, and open to one with this scope alone', async () => {
      const others = await world.keyFor(...adminScopes.filter((one) => one !== scope));
      expect(await call(others)).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
      const { status, body } = await call(await world.keyFor(scope));
      expect([status, body['code']]).not.toContain(401);
      expect(status, JSON.stringify(body)).not.toBe(403);
      expect(status).toBeLessThan(500);
    });

    it('is refused to a key that has expired, was revoked or was rotated away', async () => {
      const { apiKeys } = world.beside.accounts;
      const [revoked, rotated] = [await world.keyFor(scope), await world.keyFor(scope)];
      await apiKeys.revoke(revoked.slice(6, 22));
      await apiKeys.rotate(rotated.slice(6, 22), { overlap: 0 });
      for (const key of [revoked, rotated]) expect(await call(key)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    });
  });

  it('has scopes for every operation, and operations for the scopes', () => {
    const used = new Set(operationTable.map(({ scope }) => scope));
    expect([...used].filter((scope) => !adminScopes.includes(scope))).toEqual([]);
    expect(new Set(operationTable.map(({ name }) => name)).size).toBe(operationTable.length);
    expect(new Set(operationTable.map(({ method, path }) => `${method} ${path}`)).size).toBe(operationTable.length);
  });

  it('ends with the key: an expired one opens nothing', async () => {
    const { key, text } = await world.beside.accounts.apiKeys.create({ name: 'short', scopes: ['fleet:read'], validFor: 60 });
    expect((await world.call('GET', '/admin/fleet', text)).status).toBe(200);
    const database = new Database(world.server.databasePath);
    database.prepare('UPDATE gemel_api_key SET expires_at = expires_at - 60 WHERE id = ?').run(key.id);
    database.close();
    expect((await world.call('GET', '/admin/fleet', text)).status).toBe(401);
  });

  describe('an administrator’s account', () => {
    let subject = '';
    const missing = { status: 403, body: { code: 'permission_missing' } };

    beforeAll(async () => {
      subject = (await world.beside.accounts.findByEmail('ada@example.com'))?.subject ?? '';
    });

    it('is out of reach of whoever may do less', async () => {
      const key = await world.keyFor('users:write', 'roles:write', 'sessions:revoke', 'sessions:read', 'users:read');
      const acts = operationTable.filter(({ path, method }) => path.includes('{subject}') && method === 'POST');
      expect(acts.length).toBeGreaterThan(7);
      for (const { path, name } of acts.filter(({ scope }) => scope !== 'impersonate')) {
        const body = name.endsWith('-role') ? { role: 'editor' } : name === 'users.grant' ? { roles: [] } : { reason: 'test' };
        expect(await world.call('POST', path.replace('{subject}', subject), key, { body }), name).toMatchObject(missing);
      }
      expect(await world.call('GET', `/admin/users/${subject}/export`, key)).toMatchObject(missing);
      expect((await world.call('GET', `/admin/users/${subject}`, key)).status).toBe(200);
    });

    it('is made of nobody by whoever is none', async () => {
      const key = await world.keyFor('roles:write', 'users:write');
      const other = await world.signUp('grace@example.com');
      for (const body of [{ permissions: ['gemel:admin'] }, { permissions: ['gemel:audit:read'] }, { roles: ['gemel:administrator'] }])
        expect(await world.call('POST', `/admin/users/${other}/grants`, key, { body })).toMatchObject(missing);
      const assign = `/admin/users/${other}/roles/assign`;
      expect(await world.call('POST', assign, key, { body: { role: 'gemel:administrator' } })).toMatchObject(missing);
      const define = { role: 'helper', permissions: ['gemel:keys:write'] };
      expect(await world.call('POST', '/admin/roles', key, { body: define })).toMatchObject(missing);
      await world.beside.accounts.roles.define('helper', ['gemel:keys:write']);
      for (const body of [{ role: 'helper', permissions: ['x'] }])
        expect(await world.call('POST', '/admin/roles', key, { body })).toMatchObject(missing);
      expect(await world.call('POST', '/admin/roles/remove', key, { body: { role: 'helper', reason: 'test' } })).toMatchObject(missing);
      expect(await world.call('POST', assign, key, { body: { role: 'helper' } })).toMatchObject(missing);
      expect(await world.beside.accounts.permissionsOf(other)).toEqual([]);
      // Nobody has said yet what it will permit.
      const ahead = { roles: ['to-be-defined'] };
      expect(await world.call('POST', `/admin/users/${other}/grants`, key, { body: ahead })).toMatchObject(missing);
      const whole = await world.keyFor(...adminScopes);
      expect((await world.call('POST', `/admin/users/${other}/grants`, whole, { body: ahead })).status).toBe(200);
      // What somebody has may stay.
      expect((await world.call('POST', `/admin/users/${other}/grants`, key, { body: ahead })).status).toBe(200);
      // What the key has itself it may give.
      const granted = await world.call('POST', `/admin/users/${other}/grants`, key, { body: { permissions: ['gemel:users:write'] } });
      expect(granted).toMatchObject({ status: 200, body: { permissions: ['gemel:users:write'] } });
    });
  });

  it('gives no key that may do more than whoever makes it, rotates it or revokes it', async () => {
    const missing = { status: 403, body: { code: 'permission_missing' } };
    const key = await world.keyFor('api-keys:write', 'fleet:read');
    const create = (scopes: readonly AdminScope[]) => world.call('POST', '/admin/api-keys', key, { body: { name: 'x', scopes } });
    expect(await create(['users:read'])).toMatchObject(missing);
    expect(await create(['fleet:read', 'impersonate'])).toMatchObject(missing);
    expect(await create(['fleet:read'])).toMatchObject({ status: 200, body: { key: { createdBy: `api-key:${key.slice(6, 22)}` } } });
    const stronger = (await world.keyFor('users:read')).slice(6, 22);
    expect(await world.call('POST', `/admin/api-keys/${stronger}/rotate`, key, { body: {} })).toMatchObject(missing);
    expect(await world.call('POST', `/admin/api-keys/${stronger}/revoke`, key, { body: { reason: 'x' } })).toMatchObject(missing);
  });

  it('reads scopes of permissions, and of nothing that only looks like one', () => {
    expect(scopesOf(['gemel:admin'])).toEqual(adminScopes);
    expect(scopesOf(['gemel:users:read', 'users:write', 'gemel:', 'gemel:users', 'Gemel:admin', 'gemel:admin2'])).toEqual(['users:read']);
    expect(scopesOf([])).toEqual([]);
  });

  it('shows no credential and no hash in any answer', async () => {
    const { accounts } = world.beside;
    const subject = await world.signUp('mary@example.com');
    const full = await world.keyFor(...adminScopes);
    const database = new Database(world.server.databasePath);
    const column = (name: string, table: string): readonly string[] =>
      (database.prepare(`SELECT ${name} AS text FROM ${table} WHERE ${name} IS NOT NULL`).all() as { text: string }[]).map(
        ({ text }) => text,
      );
    const secrets = [
      ...column('password_hash', 'gemel_account'),
      ...column('secret_hash', 'gemel_api_key'),
      ...column('sealed_key', 'gemel_key'),
      ...column('id_hash', 'gemel_challenge'),
      ...column('secret_hash', 'gemel_session'),
      full.slice(-43),
    ];
    database.close();
    expect(secrets.length).toBeGreaterThan(8);
    const [apiKey] = await accounts.apiKeys.list();
    const mails = await world.call('GET', '/admin/outbox', full);
    expect(mails.text).not.toContain('token=');
    const fill: Readonly<Record<string, string>> = { subject, id: apiKey?.id ?? '', kid: 'x' };
    let read = 0;
    for (const { method, path, name } of operationTable.filter((one) => one.method === 'GET')) {
      const { status, text } = await world.call(
        method,
        path.replaceAll(/\{(\w+)\}/g, (_, member: string) => fill[member] ?? nobody),
        full,
      );
      if (status === 200) read += 1;
      for (const secret of secrets) expect(text, name).not.toContain(secret);
      expect(text, name).not.toMatch(/argon2|hash"|secret"|sealed|"token":/i);
    }
    expect(read).toBeGreaterThan(8);
  });
});
