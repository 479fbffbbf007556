/** How the first administrator comes to be, and that nobody else does that way. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess, visit } from '../support/in-process-server.ts';
import { administratorOf } from './support/administrator-cookies.ts';
import { enrol, password } from './support/enter-console.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await startInProcess();
});

afterAll(() => server.stop());

describe('the first administrator', () => {
  it('comes by the link that the start prints, with a second factor, and the link is good once', async () => {
    const link = new URL(server.consoleLink ?? '');
    expect(link.pathname).toBe('/console/begin');
    const early = visit(server.adminUrl);
    // Opening it changes nothing, and neither does half of it.
    expect((await early.get(link.pathname + link.search)).status).toBe(200);
    const token = link.searchParams.get('token') ?? '';
    expect((await early.post('/console/begin', { token, email: 'eve@example.com', password })).headers.get('location')).toBe(
      '/console/sign-in/second-factor',
    );
    expect((await early.get('/console')).headers.get('location')).toBe('/console/sign-in?next=%2Fconsole');

    const { visitor, email } = await administratorOf(server);
    const overview = await visitor.get('/console');
    expect(overview.status).toBe(200);
    expect(await overview.text()).toContain(email);

    // Whoever had come half the way is nobody's administrator now.
    await enrol(early);
    expect((await early.get('/console')).headers.get('location')).toBe('/console/sign-in?next=%2Fconsole');
    expect((await visit(server.adminUrl).get(link.pathname + link.search)).status).toBe(400);
    expect((await visit(server.adminUrl).post('/console/begin', { token, email: 'eve@example.com', password })).status).toBe(400);
  });
});

describe('where nobody signs in before their address is confirmed', () => {
  it('the first administrator is told so, and comes in by the same link afterwards', async () => {
    const strict = await startInProcess({ GEMEL_EMAIL_VERIFICATION: 'required' });
    try {
      const token = new URL(strict.consoleLink ?? '').searchParams.get('token') ?? '';
      const visitor = visit(strict.adminUrl);
      const email = 'grace@example.com';
      const refused = await visitor.post('/console/begin', { token, email, password });
      expect(refused.status).toBe(401);
      expect(await refused.text()).toContain('open the link that was mailed to its address first');
      // One letter: of two, the second would void the first's link.
      const linksByMail = async (): Promise<readonly string[]> => {
        const outbox = await fetch(`${strict.adminUrl}/outbox`, { headers: { accept: 'application/json' } });
        const mails = (await outbox.json()) as readonly { readonly kind: string; readonly text: string }[];
        return mails.flatMap(({ text }) => /verify-email\?token=([\w-]+)/.exec(text)?.[1] ?? []);
      };
      await expect.poll(async () => (await linksByMail()).length).toBeGreaterThan(0);
      const [link = ''] = await linksByMail();
      expect((await visit(strict.url).post('/verify-email', { token: link })).status).toBe(303);
      await visitor.post('/console/begin', { token, email, password });
      expect(await linksByMail()).toHaveLength(1);
      await enrol(visitor);
      expect((await visitor.get('/console')).status).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe("the console's session", () => {
  it('opens nothing on the public listener, under whichever name it comes', async () => {
    const { visitor } = await administratorOf(server);
    const session = visitor.value('__Host-Http-gemel-console');
    expect(session).toMatch(/\./);
    const outside = visit(server.url);
    outside.set('__Host-Http-gemel', session);
    outside.set('__Host-Http-gemel-console', session);
    expect((await outside.get('/account')).headers.get('location')).toContain('/sign-in');
    const asked = await fetch(`${server.url}/auth/session`, { headers: { cookie: outside.cookie() } });
    expect(asked.status).toBe(401);
    const headers = { cookie: outside.cookie(), origin: server.url };
    const minted = await fetch(`${server.url}/oauth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ grant_type: 'urn:gemel:session' }),
    });
    expect(minted.ok).toBe(false);
    expect((await visitor.get('/console')).status).toBe(200);
  });

  it('is asked for by an address alone: a name that leads here reads nothing', async () => {
    const { visitor } = await administratorOf(server);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'console.evil.example', cookie: visitor.cookie(), accept: 'text/html' };
      request(`${server.adminUrl}/console`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });
});
