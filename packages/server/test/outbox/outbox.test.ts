/** The outbox page of development, and that production has none. */
import { request } from 'node:http';
import type { MailMessage } from '@gemel/accounts';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemFrom, toGemelError } from '@gemel/protocol';
import { addSecurityHeaders } from '../../src/http/security-headers.ts';
import type { HttpEnvironment } from '../../src/http/services.ts';
import { createLogger } from '../../src/logging/create-logger.ts';
import { openMailWay } from '../../src/mail/open-mail-way.ts';
import { watchMail } from '../../src/mail/watch-mail.ts';
import { createOutbox, type Outbox } from '../../src/outbox/create-outbox.ts';
import { addAssetRoutes } from '../../src/pages/asset-routes.ts';
import { addOutboxRoutes } from '../../src/outbox/outbox-routes.tsx';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const link = 'https://app.example/verify-email?token=dG9rZW4&x=1';
const aMessage = (id: string, changes: Partial<MailMessage> = {}): MailMessage => ({
  id,
  kind: 'verify-email',
  to: 'ada@example.com',
  subject: `Message ${id} <b>`,
  text: `Confirm:\n${link}\n<script>alert(1)</script>\n`,
  html: `<p style="color: red"><a href="${link}">Confirm</a></p>`,
  ...changes,
});

/** The routes as the admin listener has them. */
function anApp(outbox: Outbox): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    await next();
    addSecurityHeaders(context.res.headers, { isHttps: false });
  });
  addOutboxRoutes(app, outbox, addAssetRoutes(app));
  app.onError((error) => new Response('', { status: problemFrom(toGemelError(error)).status }));
  return app;
}

describe('the outbox', () => {
  it('keeps the last hundred, newest first', async () => {
    let now = 0;
    const outbox = createOutbox(() => now);
    for (; now < 105; now++) await outbox.send(aMessage(`m${now}`));
    expect(outbox.list()).toHaveLength(100);
    expect(outbox.list()[0]).toMatchObject({ sentAt: 104, message: { id: 'm104' } });
    expect([outbox.find('m4'), outbox.find('m5')?.sentAt]).toEqual([undefined, 5]);
  });

  it('lists them, and shows each with its links and without its markup', async () => {
    const outbox = createOutbox(() => 1_795_791_660);
    await outbox.send(aMessage('first'));
    await outbox.send(aMessage('second'));
    const app = anApp(outbox);
    const html = { headers: { accept: 'text/html' } };
    const list = await (await app.request('/outbox', html)).text();
    expect([...list.matchAll(/href="(\/outbox\/[a-z]+)"/g)].map(([, path]) => path)).toEqual(['/outbox/second', '/outbox/first']);
    expect(list).toContain('Message first &lt;b&gt;');
    expect(list).toContain('2026-11-27');
    const page = await (await app.request('/outbox/first', html)).text();
    expect(page).toContain(`<a href="${link.replace('&', '&amp;')}">`);
    expect(page).not.toContain('<script>');
    expect((await app.request('/outbox/third', html)).status).toBe(404);
  });

  it('serves the HTML of a message where it can do nothing but be looked at', async () => {
    const outbox = createOutbox(() => 0);
    await outbox.send(aMessage('first'));
    const response = await anApp(outbox).request('/outbox/first/html');
    expect(await response.text()).toBe(aMessage('first').html);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox /);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|allow-forms/);
  });

  it('is JSON for programs', async () => {
    const outbox = createOutbox(() => 7);
    await outbox.send(aMessage('first'));
    expect(await (await anApp(outbox).request('/outbox')).json()).toEqual([{ ...aMessage('first'), sentAt: 7 }]);
  });

  it.each([
    ['localhost:4001', 200],
    ['127.0.0.1:4001', 200],
    ['[::1]:4001', 200],
    ['rebound.example:4001', 404],
    ['localhost.evil.example', 404],
    ['127.0.0.1.evil.example', 404],
  ])('answers to %s with %i: a name that leads here is no way in', async (host, status) => {
    const outbox = createOutbox(() => 0);
    await outbox.send(aMessage('first'));
    for (const path of ['/outbox', '/outbox/first', '/outbox/first/html'])
      expect((await anApp(outbox).request(`http://${host}${path}`)).status, path).toBe(status);
  });
});

describe('the way of mail', () => {
  const logger = createLogger({ level: 'silent', format: 'json', write: () => undefined });

  const mailPolicy = { signInLinks: true, requiresVerifiedEmail: false, notices: undefined };

  it('is the outbox in development, nothing in production, and the server that was named in both', async () => {
    expect((await openMailWay({ mail: undefined, isProduction: false, mailPolicy }, logger)).outbox).toBeDefined();
    expect(await openMailWay({ mail: undefined, isProduction: true, mailPolicy }, logger)).toEqual({
      options: undefined,
      outbox: undefined,
    });
    const place = { host: '127.0.0.1', port: 25, encryption: 'any', login: undefined } as const;
    for (const isProduction of [true, false]) {
      const sender = { name: 'Orders', address: 'a@example.com' };
      const way = await openMailWay({ mail: { place, sender }, isProduction, mailPolicy }, logger);
      expect(way).toMatchObject({
        options: { from: 'Orders <a@example.com>', signInLinks: true, requiresVerifiedEmail: false },
        outbox: undefined,
      });
    }
  });

  it('is told in the log once when it breaks and once when it works again', async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const told = createLogger({ level: 'info', format: 'json', write: (line) => void lines.push(JSON.parse(line)) });
    let error: Error | undefined = Object.assign(new Error('550 <ada@example.com>'), { code: '550', isPermanent: true });
    const send = watchMail(async () => {
      if (error !== undefined) throw error;
    }, told);
    const attempt = (): Promise<void> => send(aMessage('first')).catch(() => undefined);
    await attempt();
    expect(lines).toEqual([]);
    error = Object.assign(new Error('<ada@example.com>'), { code: 'ECONNREFUSED' });
    await attempt();
    await attempt();
    error = undefined;
    await attempt();
    await attempt();
    expect(lines.map(({ msg, code }) => [msg, code])).toEqual([
      ['mail.failing', 'ECONNREFUSED'],
      ['mail.flowing', undefined],
    ]);
    expect(JSON.stringify(lines)).not.toContain('ada@');
  });
});

describe('the admin listener', () => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startInProcess();
  });
  afterAll(() => server.stop());

  it('has the outbox, with style; the public listener has not', async () => {
    const page = await (await fetch(`${server.adminUrl}/outbox`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('Nothing was sent yet');
    const style = /<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await fetch(`${server.adminUrl}${style}`)).headers.get('content-type')).toContain('text/css');
    expect((await fetch(`${server.address}/outbox`)).status).toBe(404);
  });

  it('does not have it for whoever comes under another name', async () => {
    const { port } = new URL(server.adminUrl);
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/outbox', headers: { host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });
});
