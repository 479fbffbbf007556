/** API keys and accounts from the command line, while a server runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstMatch, runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
let server: RunningServer;
let admin = '';

beforeAll(async () => {
  server = await startGemel();
  admin = new URL(await firstMatch(server, /metrics\s+(http:\S+)/)).origin;
  await post('/auth/sign-up', person);
});

afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function gemel(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args });
  return [await run.ended, run.output()];
}

const ask = (key: string, path = '/admin/users'): Promise<Response> =>
  fetch(`${admin}${path}`, { headers: { authorization: `Bearer ${key}` } });

describe('gemel api-key', () => {
  it('makes a key that a running server takes, shows it once, rotates and revokes it', { timeout: 60_000 }, async () => {
    const [code, output] = await gemel(
      'api-key',
      'create',
      'backup job',
      '--scope',
      'users:read',
      '--scope',
      'audit:read',
      '--valid-for',
      '90d',
    );
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(
        /^(?:gemel_[0-9a-f]{16}_[\w-]{43}\n|gemel: The key [0-9a-f]{16} \(backup job\) may users:read, audit:read\. It is shown this once\.\n){2}$/,
      ),
    ]);
    const first = /gemel_[0-9a-f]{16}_[\w-]{43}/.exec(output)?.[0] ?? '';
    const id = first.slice(6, 22);
    expect((await ask(first)).status).toBe(200);
    expect((await ask(first, '/admin/keys')).status).toBe(403);

    const [, rotated] = await gemel('api-key', 'rotate', id, '--overlap', '0s');
    const second = /gemel_[0-9a-f]{16}_[\w-]{43}/.exec(rotated)?.[0] ?? '';
    expect(rotated).toContain(`The key ${id} has another secret; the one before is void.`);
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 200]);

    const [, listed] = await gemel('api-key', 'list');
    expect(listed).toMatch(new RegExp(`^${id}  "backup job"  users:read, audit:read  stands  until \\S+Z  used \\S+Z\n$`));
    expect(listed).not.toContain(second.slice(-43));

    expect(await gemel('api-key', 'revoke', id, '--reason', 'no longer needed')).toEqual([0, `The key ${id} is revoked.\n`]);
    expect((await ask(second)).status).toBe(401);
    expect((await gemel('api-key', 'list'))[1]).toMatch(/ revoked \S+Z /);
    expect((await gemel('audit', 'list', '--kind', 'admin.acted'))[1]).toMatch(/operation="api-keys.revoke"  reason="no longer needed"/);
  });

  it.each([
    [['create'], /The name is missing: write gemel api-key create backup --scope users:read/],
    [['create', 'x'], /There is nothing that it may do/],
    [['create', 'x', '--scope', 'user:read'], /user:read is no scope: did you mean users:read\?/],
    [['create', 'x', '--scope', 'users:read', '--valid-for', 'long'], /--valid-for is no duration: write --valid-for 90d/],
    [['rotate', 'x'], /"x" is no key's id: see gemel api-key list/],
    [['revoke', '0123456789abcdef'], /The reason is missing/],
    [['revoke', '0123456789abcdef', '--reason', 'x'], /There is nothing here/],
  ])('refuses %j with one line', async (args, line) => {
    const [code, output] = await gemel('api-key', ...args);
    expect([code, output.trim().split('\n').length]).toEqual([1, 1]);
    expect(output).toMatch(line);
  });
});

describe('gemel user', () => {
  it('lists accounts by the beginning of the address, closes one and opens it again', { timeout: 60_000 }, async () => {
    await post('/auth/sign-up', { ...person, email: 'grace@example.com' });
    expect((await gemel('user', 'list', 'ADA'))[1]).toMatch(/^[\w-]{22} {2}ada@example\.com {2}unconfirmed\n$/);
    const [, page] = await gemel('user', 'list', '--limit', '1');
    expect(page).toContain('gemel: there is more: write --after ada@example.com\n');
    expect((await gemel('user', 'list', '--after', 'ada@example.com'))[1]).toMatch(/^[\w-]{22} {2}grace@example\.com/);

    expect(await gemel('user', 'disable', 'Ada@example.com', '--reason', 'left')).toEqual([
      0,
      'ada@example.com is disabled, and its sessions have ended.\n',
    ]);
    expect((await post('/auth/sign-in', person)).status).toBe(401);
    expect((await gemel('user', 'list', 'ada'))[1]).toContain('disabled');
    expect(await gemel('user', 'enable', 'ada@example.com')).toEqual([0, 'ada@example.com can sign in again.\n']);
    expect((await post('/auth/sign-in', person)).status).toBe(200);
  });

  it.each([
    [['disable'], /The e-mail address is missing/],
    [['disable', 'ada@example.com'], /The reason is missing/],
    [['enable', 'nobody@example.com'], /There is no account for nobody@example\.com/],
    [['list', '--limit', '201'], /--limit must be a number from 1 to 200/],
  ])('refuses %j with one line', async (args, line) => {
    const [code, output] = await gemel('user', ...args);
    expect([code, output.trim().split('\n').length]).toEqual([1, 1]);
    expect(output).toMatch(line);
  });
});
