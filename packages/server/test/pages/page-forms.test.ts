/** What the pages' forms do and refuse, without a browser between. */
import { renameSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess, type Visitor, visit } from '../support/in-process-server.ts';

const password = 'three lamps over water';
const newPassword = 'four lamps over water';
let server: InProcessServer;
let people = 0;

beforeAll(async () => {
  server = await startInProcess();
});

afterAll(() => server.stop());

async function signUp(): Promise<string> {
  people += 1;
  const email = `form-${people}@example.com`;
  expect((await visit(server.url).post('/sign-up', { email, password })).status).toBe(303);
  return email;
}

async function signIn(email: string, secret = password): Promise<Visitor> {
  const visitor = visit(server.url);
  const response = await visitor.post('/sign-in', { email, password: secret });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/account']);
  return visitor;
}

async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/account')).status === 200;
}

async function sidOf(visitor: Visitor): Promise<string> {
  const response = await fetch(`${server.url}/auth/session`, { headers: { cookie: visitor.cookie() } });
  return ((await response.json()) as { readonly sid: string }).sid;
}

describe('a form', () => {
  it('answers with 303 and no body that a cache may keep (RFC 9700, 4.12)', async () => {
    const visitor = visit(server.url);
    const response = await visitor.post('/sign-in', { email: await signUp(), password });
    expect(response.status).toBe(303);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-Http-gemel=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
  });

  it.each([
    ['nothing that says from where', {}],
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that is null', { origin: 'null' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ] as const)('with %s is refused, with a cookie and without (F16)', async (_, headers) => {
    const stranger = visit(server.url);
    expect((await stranger.post('/sign-in', { email: await signUp(), password }, headers)).status).toBe(403);
    expect(stranger.cookie()).toBe('');
    const visitor = await signIn(await signUp());
    for (const path of ['/sign-out', '/account/sessions/end-all', '/account/access-token', '/account/password', '/sign-in']) {
      const response = await visitor.post(path, {}, headers);
      expect([response.status, response.headers.get('set-cookie')], path).toEqual([403, null]);
    }
    expect(await isSignedIn(visitor)).toBe(true);
  });

  it('of the same origin passes by Fetch Metadata alone', async () => {
    const visitor = await signIn(await signUp());
    expect((await visitor.post('/sign-out', {}, { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect(await isSignedIn(visitor)).toBe(false);
  });

  it("ends only the visitor's own sessions (S30)", async () => {
    const [mallory, victim] = [await signIn(await signUp()), await signIn(await signUp())];
    const sid = await sidOf(victim);
    expect((await mallory.post(`/account/sessions/${sid}/end`)).status).toBe(303);
    expect((await mallory.post(`/account/sessions/${sid}x/end`)).status).toBe(303);
    expect(await isSignedIn(victim)).toBe(true);
    expect((await mallory.get('/account')).status).toBe(200);
  });

  it('that signs in never adopts a cookie, and leaves no session behind that nobody holds (S01, F17)', async () => {
    const email = await signUp();
    const visitor = await signIn(email);
    const [before, sid] = [visitor.cookie(), await sidOf(visitor)];
    await visitor.post('/sign-in', { email, password });
    expect(visitor.cookie()).not.toBe(before);
    expect(await sidOf(visitor)).not.toBe(sid);
    const response = await fetch(`${server.url}/auth/session`, { headers: { cookie: before } });
    expect(response.status).toBe(401);
    expect(await (await visitor.get('/account')).text()).not.toMatch(/\/account\/sessions\/[^/]+\/end"/);
  });

  it('that signs out ends the session: a captured copy of its cookie opens nothing, and the session of another browser stays (S03)', async () => {
    const email = await signUp();
    const [visitor, other] = [await signIn(email), await signIn(email)];
    const captured = visitor.cookie();
    const open = async (): Promise<number> => (await fetch(`${server.url}/auth/session`, { headers: { cookie: captured } })).status;
    expect(await open()).toBe(200);
    expect((await visitor.post('/sign-out')).status).toBe(303);
    expect(visitor.cookie()).toBe('');
    expect(await open()).toBe(401);
    expect(await isSignedIn(other)).toBe(true);
  });

  it('signs out even where the session has ended already, and clears the cookie only then', async () => {
    const email = await signUp();
    const [one, other] = [await signIn(email), await signIn(email)];
    await other.post('/account/sessions/end-others');
    const held = one.cookie();
    expect((await one.get('/account')).headers.get('location')).toBe('/sign-in?notice=ended');
    expect(one.cookie()).toBe(held);
    expect((await one.post('/sign-out')).headers.get('location')).toBe('/sign-in?notice=signed-out');
    expect(one.cookie()).toBe('');
  });

  it('changes the password: this session goes on with a new secret, all others end (F18, S01, ASVS 6.2.2, 6.2.3)', async () => {
    const email = await signUp();
    const [visitor, other] = [await signIn(email), await signIn(email)];
    const before = visitor.cookie();
    const response = await visitor.post('/account/password', { currentPassword: password, newPassword });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account/security?notice=password-changed']);
    expect(visitor.cookie()).not.toBe(before);
    expect([await isSignedIn(visitor), await isSignedIn(other)]).toEqual([true, false]);
    expect((await fetch(`${server.url}/auth/session`, { headers: { cookie: before } })).status).toBe(401);
    await signIn(email, newPassword);
  });

  it('says in words and in seconds when to come again, once too many passwords were wrong (6.1.1, 6.3.1)', async () => {
    const email = await signUp();
    const guess = () => visit(server.url).post('/sign-in', { email, password: newPassword });
    for (let wrong = 0; wrong < 10; wrong++) expect((await guess()).status).toBe(401);
    const response = await guess();
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(600);
    expect(await response.text()).toContain('Too many attempts failed. Try again in 15 minutes.');
  });

  it.each([
    [{ currentPassword: 'not the one', newPassword }, 401, 'The current password is wrong.'],
    [{ currentPassword: password, newPassword: 'short' }, 400, 'use at least 15 characters'],
    [{ currentPassword: password }, 400, 'use at least 15 characters'],
  ] as const)('changes nothing for %j', async (fields, status, text) => {
    const email = await signUp();
    const visitor = await signIn(email);
    const before = visitor.cookie();
    const response = await visitor.post('/account/password', fields);
    const page = await response.text();
    expect(response.status).toBe(status);
    expect(page).toContain(text);
    for (const secret of Object.values(fields)) expect(page).not.toContain(`value="${secret}"`);
    expect(visitor.cookie()).toBe(before);
    await signIn(email);
  });

  it('is refused where it is larger than any form of ours, or is none', async () => {
    const visitor = visit(server.url);
    expect((await visitor.post('/sign-in', { email: 'a'.repeat(20_000) })).status).toBe(413);
    const odd = await fetch(`${server.url}/sign-in`, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'multipart/form-data; boundary=x', accept: 'text/html' },
      body: '--x\r\nnonsense',
    });
    expect(odd.status).toBe(415);
    const empty = await visitor.post('/sign-in');
    expect([empty.status, await empty.text()]).toEqual([401, expect.stringContaining('The e-mail address or the password is wrong.')]);
  });

  it('needs no body where it has no fields, and takes one in pieces', async () => {
    const visitor = await signIn(await signUp());
    const bare = await fetch(`${server.url}/account/sessions/end-others`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: server.url, cookie: visitor.cookie() },
    });
    expect(bare.status).toBe(303);
    const body = new ReadableStream({
      start(controller) {
        for (const part of ['email=x%40example.com&', 'password=wrong']) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const headers = { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' };
    const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
    expect((await fetch(`${server.url}/sign-in`, init)).status).toBe(401);
  });

  it('shows what was typed as text, never as markup (S26)', async () => {
    const response = await visit(server.url).post('/sign-in', { email: '"><script>alert(1)</script>', password });
    const page = await response.text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
    expect(await (await visit(server.url).get('/sign-in?notice=<b>hello</b>')).text()).not.toContain('hello');
  });
});

describe('a request of a broken kind', () => {
  it.each([
    ['BREW / HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nhost: a b\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET /%zz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 404],
    ['GET /a\\b HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 413],
    ['GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n', 400],
    [
      'POST /account/sessions/%zz/end HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: none\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
      404,
    ],
    ['nonsense\r\n\r\n', 400],
    ['CONNECT evil.example:443 HTTP/1.1\r\nhost: localhost\r\n\r\n', 405],
    ['TRACE / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 404],
    ['GET /nowhere HTTP/1.1\r\nhost: localhost\r\nexpect: a-miracle\r\nconnection: close\r\n\r\n', 404],
    ['POST /auth/signin HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\nconnection: close\r\n\r\n', 404],
  ])('%j gets problem+json and no stack', async (text, status) => {
    const answer = await sendRaw(text);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(head).toMatch(/x-content-type-options: nosniff/i);
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.any(String) });
    expect([undefined, String(Buffer.byteLength(body))]).toContain(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(answer).not.toContain('    at ');
  });

  function sendRaw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString();
        // Whatever keeps its connection has said all it has to say.
        if (/connection: keep-alive/i.test(answer)) socket.end();
      });
      socket.once('close', () => resolve(answer));
      socket.once('error', reject);
    });
  }
});

describe('every answer', () => {
  it.each(['/', '/sign-in', '/sign-up', '/nowhere', '/auth/session', '/readyz', '/feed'])(
    'of %s carries the headers that keep browsers strict (ASVS 3.4.4, 3.4.5, 3.4.8)',
    async (path) => {
      const { headers } = await fetch(`${server.url}${path}`);
      const scripts = "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; report-uri /policy-reports${path === '/sign-in' ? scripts : ''}`,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('strict-transport-security')).toBeNull();
    },
  );

  it('of a server at https tells browsers to stay there (ASVS 3.4.1)', async () => {
    const secure = await startInProcess({ GEMEL_URL: 'https://login.example.com' });
    const { headers } = await fetch(`${secure.address}/sign-in`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    await secure.stop();
  });

  it('of a page without a script allows none, of one with a script only files of ours (ASVS 3.4.3)', async () => {
    const policyOf = async (path: string, cookie: string): Promise<string | null> =>
      (await fetch(`${server.url}${path}`, { headers: { cookie } })).headers.get('content-security-policy');
    const visitor = await signIn(await signUp());
    expect(await policyOf('/step-up', visitor.cookie())).not.toContain('script-src');
    expect(await policyOf('/account', visitor.cookie())).toContain("; script-src 'self'; connect-src 'self';");
    const page = await (await visitor.get('/account')).text();
    const paths = [...page.matchAll(/<script([^>]*)>([^<]*)/g)].map(([, attributes = '', text]) => {
      expect(text).toBe('');
      return /^ type="module" src="(\/assets\/[^"]+\.js)"$/.exec(attributes)?.[1];
    });
    expect(paths).toHaveLength(2);
    const script = await fetch(`${server.url}${paths[0] ?? ''}`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('names its style by its content, so that browsers may keep it', async () => {
    const page = await (await visit(server.url).get('/')).text();
    const path = /href="(\/assets\/[^"]+\.css)"/.exec(page)?.[1] ?? '';
    const response = await fetch(`${server.url}${path}`);
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });
});

describe("a client's address", () => {
  it.each([
    ['is that of its connection', {}, '127.0.0.1'],
    ['is what a trusted proxy says (S18)', { GEMEL_TRUSTED_PROXIES: '127.0.0.0/8' }, '203.0.113.9'],
  ] as const)('%s', async (_, env, expected) => {
    const proxied = await startInProcess(env);
    const visitor = visit(proxied.url);
    const headers = { origin: proxied.url, 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
    await visitor.post('/sign-up', { email: 'ada@example.com', password });
    await visitor.post('/sign-in', { email: 'ada@example.com', password }, headers);
    expect(await (await visitor.get('/account')).text()).toContain(` · ${expected}<`);
    await proxied.stop();
  });
});

describe('a store that fails', () => {
  it('makes pages say so, signs nobody out, and turns readiness off (S05, F14)', async () => {
    const broken = await startInProcess();
    const visitor = visit(broken.url);
    await visitor.post('/sign-up', { email: 'ada@example.com', password });
    await visitor.post('/sign-in', { email: 'ada@example.com', password });
    const cookie = visitor.cookie();
    expect((await visitor.get('/account')).status).toBe(200);

    renameSync(broken.databasePath, `${broken.databasePath}.gone`);
    const page = await visitor.post('/account/sessions/end-all');
    expect([page.status, page.headers.get('set-cookie')]).toEqual([503, null]);
    expect(await page.text()).toContain('You have not been signed out');
    expect((await fetch(`${broken.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${broken.url}/livez`)).status).toBe(200);

    renameSync(`${broken.databasePath}.gone`, broken.databasePath);
    expect(visitor.cookie()).toBe(cookie);
    expect(
      broken
        .entries()
        .filter(({ msg }) => msg === 'fault')
        .map(({ code }) => code),
    ).toContain('store_replaced');
    await broken.stop();
  });
});
