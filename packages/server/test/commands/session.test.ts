/** Sessions from the command line, while a server runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const password = 'three lamps over water';
const reason = ['--reason', 'lost laptop'] as const;
let server: RunningServer;

beforeAll(async () => {
  server = await startGemel({ GEMEL_MAX_STALENESS: '1' });
  for (const email of ['ada@example.com', 'grace@example.com']) await post('/auth/sign-up', { email, password });
}, 60_000);

afterAll(() => server.stop());

function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/149.0' };
  return fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function session(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const run = runGemel({ cwd: server.folder, args: ['session', ...args] });
  return [await run.ended, run.output()];
}

/** Returns the access token. */
async function signIn(email: string): Promise<string> {
  const body = (await (await post('/auth/sign-in', { email, password, mode: 'token' })).json()) as Readonly<Record<string, string>>;
  return body['access_token'] ?? '';
}

async function ask(token: string): Promise<number> {
  return (await fetch(`${server.url}/auth/session`, { headers: { authorization: `Bearer ${token}` } })).status;
}

describe('gemel session', () => {
  it('lists the sessions of everybody, or of one account: whose, since when, on which device', async () => {
    await signIn('ada@example.com');
    await signIn('grace@example.com');
    const [code, output] = await session('list');
    expect(code).toBe(0);
    const lines = output.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^[\w-]{22} {2}grace@example\.com {2}token {2}since \S+Z {2}seen \S+Z {2}from \S+ {2}device="Firefox on Windows"$/,
    );
    expect((await session('list', '--user', 'ada@example.com'))[1]).toMatch(/^[\w-]{22} {2}ada@example\.com {2}[^\n]+\n$/);
  });

  it(
    'ends one, all of an account, and those of everybody, and says when every node has heard (ASVS 7.4.5)',
    { timeout: 60_000 },
    async () => {
      const [adas, another, graces] = [await signIn('ada@example.com'), await signIn('ada@example.com'), await signIn('grace@example.com')];
      const [sid = ''] = (await session('list', '--user', 'ada@example.com'))[1].split(' ');
      const [code, output] = await session('revoke', sid, ...reason);
      expect(code).toBe(0);
      expect(output).toMatch(/^1 session \(\S+\) ended: every node has heard of it \(\d+ ms\)\.\n(?:\S+ {2}heard after \d+ ms\n){2}$/);
      expect([await ask(another), await ask(adas), await ask(graces)]).toEqual([401, 200, 200]);
      expect((await session('revoke', '--user', 'ada@example.com', ...reason))[1]).toMatch(
        /^\d sessions? of ada@example\.com ended: every node/,
      );
      expect([await ask(adas), await ask(graces)]).toEqual([401, 200]);
      expect((await session('revoke', '--everyone', ...reason))[1]).toMatch(/^\d sessions? of everybody ended: every node has heard of it/);
      expect(await ask(graces)).toBe(401);
      expect(await session('list')).toEqual([0, '']);
      expect(await ask(await signIn('grace@example.com'))).toBe(200);
      const log = runGemel({ cwd: server.folder, args: ['audit', 'list', '--kind', 'admin.acted'] });
      await log.ended;
      expect(log.output()).toContain('operation="sessions.end-everyone"  reason="lost laptop"');
    },
  );

  it.each([
    [['revoke', ...reason], /^gemel: Whose sessions are to end is missing: /],
    [['revoke', '--everyone'], /^gemel: The reason is missing: /],
    [['revoke', '--everyone', '--user', 'ada@example.com', ...reason], /^gemel: One of them at a time: /],
    [['revoke', '--user', 'nobody@example.com', ...reason], /^gemel: There is no account for nobody@example\.com/],
    [['list', '--user', 'nobody@example.com'], /^gemel: There is no account for nobody@example\.com/],
    [['revoke', 'AAAAAAAAAAAAAAAAAAAAAA', ...reason], /^gemel: /],
  ])('refuses %j with one line', async (args, line) => {
    const [code, output] = await session(...args);
    expect(code).toBe(1);
    expect(output).toMatch(line);
    expect(output.trim().split('\n')).toHaveLength(1);
  });
});
