/** Granting from the command line, while the server runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };

let server: RunningServer;

beforeAll(async () => {
  server = await startGemel();
  await post('/auth/sign-up', person);
});

afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function grant(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args: ['user', 'grant', ...args] });
  return [await run.ended, run.output()];
}

describe('gemel user grant', () => {
  it('reaches the sessions of a server that runs: old tokens are superseded, new ones carry the grants', async () => {
    const tokens = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Readonly<Record<string, string>>;
    const ask = (token: string | undefined): Promise<Response> =>
      fetch(`${server.url}/auth/session`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask(tokens['access_token'])).status).toBe(200);

    expect(await grant('Ada@example.com', '--role', 'staff', '--permission', 'orders:read', '--permission', 'orders:write')).toEqual([
      0,
      'ada@example.com: roles staff; permissions orders:read, orders:write.\n',
    ]);
    await expect.poll(async () => (await ask(tokens['access_token'])).status).toBe(401);
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' });
    const refreshed = (await (await fetch(`${server.url}/oauth/token`, { method: 'POST', body })).json()) as Readonly<
      Record<string, string>
    >;
    expect(await (await ask(refreshed['access_token'])).json()).toMatchObject({
      roles: ['staff'],
      permissions: ['orders:read', 'orders:write'],
    });

    // What is not named stays.
    expect(await grant(person.email, '--role=admin')).toEqual([
      0,
      'ada@example.com: roles admin; permissions orders:read, orders:write.\n',
    ]);
  });

  it.each([
    [[], 'gemel: The e-mail address is missing: write gemel user grant ada@example.com --role staff --permission orders:read\n'],
    [
      [person.email, '--role', 'two words'],
      'gemel: "two words" is not the name of a role or permission: no spaces, quotes or control characters.\n',
    ],
    [['nobody@example.com', '--role', 'x'], 'gemel: There is no account for nobody@example.com: correct the address, or sign up first\n'],
  ])('refuses %j with one line', async (args, output) => {
    expect(await grant(...args)).toEqual([1, output]);
  });
});
