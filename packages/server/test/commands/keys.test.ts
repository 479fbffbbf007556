/** Keys from the command line, while a server runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { openSessions } from '../../src/stores/open-stores.ts';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const person = { email: 'ada@example.com', password: 'three lamps over water' };
let server: RunningServer;

beforeAll(async () => {
  server = await startGemel({ GEMEL_MAX_STALENESS: '1' });
});

afterAll(() => server.stop());

async function keys(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args: ['keys', ...args] });
  return [await run.ended, run.output()];
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

describe('gemel keys', () => {
  it('lists them, lets the next one sign, and retires one: its tokens are refused, its sessions stand (F15)', async () => {
    await post('/auth/sign-up', person);
    const signedIn = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Readonly<Record<string, string>>;
    const session = (token: string | undefined): Promise<Response> =>
      fetch(`${server.url}/auth/session`, { headers: { authorization: `Bearer ${token}` } });

    const [, before] = await keys('list');
    const [first] = /^\S+(?= {2}signs$)/m.exec(before) ?? [''];
    expect(before.trim().split('\n')).toHaveLength(2);
    expect((await keys('rotate'))[1]).toMatch(/^\S+ signs from now on\.\n$/);
    expect((await session(signedIn['access_token'])).status).toBe(200);

    expect(await keys('retire', first)).toEqual([0, expect.stringMatching(/^\S+ is retired: every node has heard of it/)]);
    expect((await session(signedIn['access_token'])).status).toBe(401);
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: signedIn['refresh_token'] ?? '' });
    const refreshed = (await (await fetch(`${server.url}/oauth/token`, { method: 'POST', body })).json()) as Readonly<
      Record<string, string>
    >;
    expect((await session(refreshed['access_token'])).status).toBe(200);
  });

  it('takes a key whose id reads like options for what it is', async () => {
    const id = '-_jAzodwOei1VwOCu-gOwA';
    const [code, output] = await keys('retire', id);
    expect([code, output]).toEqual([1, expect.stringMatching(/^gemel: [^\n]+\n$/)]);
    expect(output).toContain(id);
  });

  it('leaves the algorithm of the fleet as it is, whatever the command itself is set to', { timeout: 60_000 }, async () => {
    const fleet = await startGemel({ GEMEL_TOKEN_ALGORITHM: 'Ed25519' });
    const { sessions, close } = await openSessions(
      loadConfiguration({ GEMEL_DATABASE_URL: `sqlite:${fleet.folder}/data/gemel.db` }, () => '', 'store'),
    );
    const stored = async (): Promise<readonly string[]> => (await sessions.keys.list()).value.map(({ algorithm }) => algorithm);
    const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<number | null> =>
      runGemel({ cwd: fleet.folder, args, env }).ended;

    expect(await run({ GEMEL_TOKEN_ALGORITHM: 'RS256' }, 'keys', 'list')).toBe(0);
    expect(await stored()).toEqual(['Ed25519', 'Ed25519']);
    expect(await run({}, 'keys', 'rotate')).toBe(0);
    expect(await stored()).toEqual(['Ed25519', 'Ed25519', 'Ed25519']);
    await close();
    await fleet.stop();
  });

  it('refuses to retire what is no key with one line', async () => {
    expect(await keys('retire')).toEqual([1, 'gemel: The key is missing: write gemel keys retire <kid>, as `gemel keys list` names it\n']);
    expect(await keys('retire', 'other')).toEqual([1, expect.stringMatching(/^gemel: There is no key other: the keys are /)]);
  });
});
