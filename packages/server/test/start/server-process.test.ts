/** The process as an operator and a newcomer meet it: lines to paste, logs, health, the end. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqliteDatabase } from '../../src/stores/sqlite/sqlite-database.ts';
import { firstMatch, makeFolder, runGemel, type RunningServer, startGemel } from '../support/server-process.ts';

const run = promisify(execFile);
const person = { email: 'grace@example.com', password: 'a nanosecond of copper wire' };
const json = { 'content-type': 'application/json' };

let server: RunningServer;
let tookMs = 0;

beforeAll(async () => {
  const begun = performance.now();
  server = await startGemel({ GEMEL_LOG_LEVEL: 'trace' });
  tookMs = performance.now() - begun;
});

afterAll(async () => {
  await server.stop();
});

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
}

describe('a server that was just started', () => {
  it('keeps its files to itself, and says where they are without printing the secret', () => {
    const secret = readFileSync(join(server.folder, 'data/secret'), 'utf8').trim();
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(server.output()).toContain('data/secret (made just now');
    expect(server.output()).not.toContain(secret);
    expect(statSync(join(server.folder, 'data')).mode & 0o777).toBe(0o700);
    for (const name of ['secret', 'gemel.db', 'gemel.db-wal']) {
      expect(statSync(join(server.folder, 'data', name)).mode & 0o777, name).toBe(0o600);
    }
  });

  it('prints lines that work when pasted: one session by cookie and by bearer, then refused by both', async () => {
    const lines = server
      .output()
      .split('\n')
      .filter((line) => /^ {4}(?:curl|JAR=|TOKEN=)/.test(line));
    expect(lines).toHaveLength(8);
    const folder = server.folder;
    const { stdout } = await run('bash', ['-e', '-c', lines.join('\n')], { cwd: folder, env: { ...process.env, TMPDIR: folder } });
    const answers = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const [signedIn, byCookie, byBearer, refusedCookie, refusedBearer] = answers.slice(-5);
    expect(byCookie).toMatchObject({ subject: expect.any(String), sid: expect.any(String) });
    expect(byCookie).toEqual(signedIn);
    expect(byBearer).toEqual(byCookie);
    expect(refusedCookie).toMatchObject({ status: 401, error: 'invalid_token' });
    expect(refusedBearer).toMatchObject({ status: 401, error: 'invalid_token' });
  });

  it('was up within five seconds, on a busy machine too', () => {
    expect(tookMs).toBeLessThan(5000);
  });

  it('tells of its health, component by component', async () => {
    expect(await (await fetch(`${server.url}/livez`)).json()).toEqual({ status: 'alive' });
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'ready',
      components: {
        store: { status: 'ok' },
        feed: { status: 'ok', epoch: expect.any(String) },
        keys: { status: 'ok', active: expect.any(String) },
        hashing: { status: 'ok', running: 0, waiting: 0 },
      },
    });
  });

  it('answers what it does not know with problem+json to a program and with a page to a person', async () => {
    const toProgram = await fetch(`${server.url}/nowhere`);
    expect([toProgram.status, toProgram.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    const toPerson = await fetch(`${server.url}/nowhere`, { headers: { accept: 'text/html' } });
    expect([toPerson.status, await toPerson.text()]).toEqual([404, expect.stringContaining('Nothing here')]);
  });
});

describe('the log', () => {
  it('holds no credential after a whole life of a session, at its most talkative (P9)', async () => {
    const credentials: string[] = [person.password];
    const note = (...texts: (string | undefined)[]): void => void credentials.push(...texts.filter((text) => text !== undefined));
    const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';

    await post('/auth/sign-up', person);
    const byCookie = await post('/auth/sign-in', person);
    const cookie = cookieOf(byCookie);
    note(cookie.split('=')[1]?.split('.')[1]);
    const tokens = (await (await post('/auth/sign-in', { ...person, mode: 'token' })).json()) as Readonly<Record<string, string>>;
    note(tokens['access_token'], tokens['refresh_token']);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const refresh = async (token: string): Promise<Readonly<Record<string, string>>> => {
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });
      return (await (await fetch(`${server.url}/oauth/token`, { method: 'POST', headers: form, body })).json()) as Readonly<
        Record<string, string>
      >;
    };
    const second = await refresh(tokens['refresh_token'] ?? '');
    note(second['access_token'], second['refresh_token']);
    await post('/auth/sign-in', { ...person, password: 'a wrong password, typed' });
    note('a wrong password, typed');
    await fetch(`${server.url}/auth/session?access_token=${second['access_token']}`, {
      headers: { authorization: `Bearer ${second['access_token']}` },
    });
    await fetch(`${server.url}/account?${cookie}`, { headers: { cookie: `${cookie}x` } });
    await fetch(`${server.url}/auth/sessions/${second['refresh_token']}`, { method: 'DELETE', headers: { cookie } });
    const page = await fetch(`${server.url}/account/access-token`, { method: 'POST', headers: { cookie, origin: server.url } });
    note(/<pre[^>]*aria-labelledby="token-text"[^>]*>\s*([^<\s]+)/.exec(await page.text())?.[1]);
    await fetch(`${server.url}/auth/sign-out`, { method: 'POST', headers: { cookie, origin: server.url } });

    expect(credentials).toHaveLength(8);
    // Its lines come by another way than its answers.
    await expect
      .poll(() => server.output())
      .toMatch(/session\.started[^]*session\.refreshed[^]*session\.revoked[^]*route=\/auth\/sign-out/);
    const output = server.output();
    for (const credential of credentials) {
      expect(credential.length).toBeGreaterThan(20);
      expect(output).not.toContain(credential);
      // Nor its secret half on its own.
      const secretHalf = credential.split('.').at(-1) ?? credential;
      if (secretHalf.length > 20) expect(output).not.toContain(secretHalf);
    }
    const stored =
      readFileSync(join(server.folder, 'data/gemel.db-wal')).toString('latin1') +
      readFileSync(join(server.folder, 'data/gemel.db')).toString('latin1');
    for (const credential of credentials) expect(stored).not.toContain(credential);
  });

  it('names the route of a request and never its path or query', async () => {
    await fetch(`${server.url}/auth/sessions/AAAAAAAAAAAAAAAAAAAAAA?secret=hunter2`, { method: 'DELETE' });
    await expect.poll(() => server.output()).toContain('route=/auth/sessions/{sid}');
    expect(server.output()).not.toContain('hunter2');
  });

  it('is JSON in production, one line each', async () => {
    const folder = makeFolder();
    const secret = 'Zm9yLXRoZS10ZXN0cy1vZi1hLXByb2R1Y3Rpb24tc3RhcnQ';
    const database = createSqliteDatabase(join(folder, 'data/gemel.db'));
    database.prepare();
    await database.migrate();
    const env = {
      NODE_ENV: 'production',
      GEMEL_PORT: '0',
      GEMEL_HOST: '127.0.0.1',
      GEMEL_URL: 'https://login.example.com',
      GEMEL_SECRET: secret,
    };
    const production = runGemel({ cwd: folder, env });
    await firstMatch(production, /ready/);
    production.child.kill('SIGTERM');
    expect(await production.ended).toBe(0);
    const entries = production
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(entries.map(({ msg }) => msg)).toEqual(['ready', 'stopping', 'stopped']);
    expect(existsSync(join(folder, 'data/secret'))).toBe(false);
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('the end of the process', () => {
  it('lets go of long polls, turns readiness off, finishes what is under way and exits with 0', async () => {
    const other = await startGemel();
    // Before two whole requests, so that the server has it when they are answered.
    const slow = await halfRequest(other.url);
    const { epoch } = ((await (await fetch(`${other.url}/feed`)).json()) ?? {}) as { readonly epoch?: string };
    expect(epoch).toEqual(expect.any(String));
    const { cursor } = (await (await fetch(`${other.url}/feed`)).json()) as { readonly cursor: string };
    const poll = fetch(`${other.url}/feed?after=${encodeURIComponent(cursor)}&wait=5`);
    // Over another connection than the poll, and behind it.
    expect((await fetch(`${other.url}/livez`)).status).toBe(200);

    const begun = performance.now();
    other.child.kill('SIGTERM');
    expect((await poll).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(await slow.finish()).toMatch(/^HTTP\/1\.1 503 [^]*connection: close[^]*"status":"stopping"/i);
    await expect(fetch(`${other.url}/livez`)).rejects.toThrow('fetch failed');
    expect(await other.ended).toBe(0);
    await other.stop();
    expect(other.output()).toContain('stopped');
  });

  it('takes SIGINT twice for one (a terminal and npm both send it)', async () => {
    const other = await startGemel();
    other.child.kill('SIGINT');
    other.child.kill('SIGINT');
    expect(await other.ended).toBe(0);
    await other.stop();
  });
});

/** A readiness request whose last bytes are sent later: a request under way. */
async function halfRequest(url: string): Promise<{ finish(): Promise<string> }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write('GET /readyz HTTP/1.1\r\nhost: localhost\r\n');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    finish: async () => {
      socket.write('\r\n');
      await closed;
      return text;
    },
  };
}
