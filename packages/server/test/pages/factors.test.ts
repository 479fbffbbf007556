/** Setting up an authenticator app and recovery codes by the pages, and what is asked before it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../support/authenticator-app.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { anOwner, password } from '../support/an-owner.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';
import { enrolApp, makeCodes, typePassword } from './support/factor-steps.ts';

const sessionCookie = '__Host-Http-gemel';
let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer();
});

afterAll(() => server.stop());

/** A session that proved itself so many seconds ago, with so many factors. */
async function aSession(subject: string, ago: number, acr: 'aal1' | 'aal2'): Promise<Visitor> {
  const time = server.gemel.engineTime() + server.clock.ahead - ago;
  const amr = acr === 'aal2' ? ['pwd', 'otp', 'mfa'] : ['pwd'];
  const { sessionToken } = await server.gemel.startSession({ subject, authentication: { time, amr, acr } });
  const visitor = visit(server.url);
  visitor.set(sessionCookie, sessionToken);
  return visitor;
}

async function aNewcomer(email: string): Promise<string> {
  await server.accounts.signUp({ email, password });
  return (await server.accounts.findByEmail(email))?.subject ?? '';
}

const sensitive = [
  '/account/authenticator-app',
  '/account/authenticator-app/confirm',
  '/account/authenticator-app/remove',
  '/account/recovery-codes',
];

describe('a change of factors', () => {
  it.each(sensitive)(
    'by %s is led to the step-up from an old session, and from one of too few factors, and changes nothing (7.5.1)',
    async (path) => {
      const { subject } = await anOwner(server);
      for (const [ago, acr, query] of [
        [301, 'aal2', `next=${encodeURIComponent(path)}`],
        [0, 'aal1', `acr=aal2&next=${encodeURIComponent(path)}`],
      ] as const) {
        const visitor = await aSession(subject, ago, acr);
        const answer = await visitor.post(path, { enrolment: 'x', code: '000000' });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, `/step-up?${query}`]);
        // And back from there, to the page and not to the deed.
        expect((await visitor.get(path)).headers.get('location')).toBe('/account/security');
      }
      expect(await server.accounts.totp.find(subject)).toBeDefined();
      expect(await server.accounts.recoveryCodes.find(subject)).toBeUndefined();
    },
  );

  it('ends the other sessions where that was asked for, and only then (7.4.3)', async () => {
    const { subject } = await anOwner(server);
    for (const [asked, left] of [
      [{}, 2],
      [{ endOthers: 'on' }, 1],
    ] as const) {
      await server.gemel.revokeSubject(subject);
      const [visitor] = [await aSession(subject, 0, 'aal2'), await aSession(subject, 0, 'aal2')];
      await visitor.post('/account/recovery-codes', asked);
      expect(await server.gemel.listSessions(subject)).toHaveLength(left);
      expect((await visitor.get('/account')).status).toBe(200);
    }
  });

  it('is told to the owner by mail (6.3.7), and no mail holds what proves anything', async () => {
    const email = 'told@example.com';
    const subject = await aNewcomer(email);
    const visitor = await aSession(subject, 0, 'aal1');
    const page = await (await visitor.post('/account/authenticator-app')).text();
    const enrolment = /name="enrolment" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const secret = (/id="app-secret-text"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
    const before = visitor.value(sessionCookie);
    const wrong = await visitor.post('/account/authenticator-app/confirm', { enrolment, code: '000000' });
    expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringContaining(secret.slice(0, 4))]);
    const code = codeAt(secret, server.gemel.engineTime() + server.clock.ahead);
    const confirmed = await visitor.post('/account/authenticator-app/confirm', { enrolment, code });
    expect(confirmed.headers.get('location')).toBe('/account/security?notice=app-added');
    expect(visitor.value(sessionCookie)).not.toBe(before);
    const first = await (await visitor.post('/account/recovery-codes')).text();
    await visitor.post('/account/recovery-codes');
    await visitor.post('/account/authenticator-app/remove');
    const kinds = (): readonly string[] => server.mails.filter(({ to }) => to === email).map(({ kind }) => kind);
    await expect.poll(kinds).toEqual(expect.arrayContaining(['factor-added', 'recovery-codes-renewed', 'factor-removed']));
    const codes = /id="the-codes-text"[^>]*>([^<]+)</.exec(first)?.[1]?.split('\n') ?? [];
    expect(codes).toHaveLength(10);
    const all = JSON.stringify(server.mails);
    expect([secret, enrolment, ...codes].filter((one) => all.includes(one) || server.log().includes(one))).toEqual([]);
  });
});

describe('the file of recovery codes', () => {
  const code = 'ABCDEF-123456-GHJKMN-789012';
  const codes = Array.from({ length: 10 }, () => code).join(' ');

  it('holds the codes that the page has sent, and is no page (3.2.1)', async () => {
    const visitor = await aSession(await aNewcomer('file@example.com'), 0, 'aal1');
    const answer = await visitor.post('/account/recovery-codes/download', { codes });
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="recovery-codes.txt"');
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect([answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
    expect((await answer.text()).split('\n').filter((line) => line === code)).toHaveLength(10);
  });

  it.each([[''], ['<script>alert(1)</script>'], [code], [`${codes} more`]])('holds nothing else that is sent: %s', async (sent) => {
    const visitor = await aSession(await aNewcomer('file@example.com'), 0, 'aal1');
    expect((await visitor.post('/account/recovery-codes/download', { codes: sent })).status).toBe(400);
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('in Chromium (skipped without one)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(() => browser.close());

  it('an app is set up, used, replaced by a recovery code and removed, without any script', async () => {
    const email = 'whole-life@example.com';
    const subject = await aNewcomer(email);
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('/sign-in?next=/account/security');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/account/security');
    server.clock.ahead = 400;
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.waitForURL('**/step-up?next=*');
    server.clock.ahead = 0;
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForURL('**/account/security');
    await enrolApp({ page });
    const [code = ''] = await makeCodes({ page });
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as a file' }).click();
    expect((await downloading).suggestedFilename()).toBe('recovery-codes.txt');
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByText('10 left').waitFor();

    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await typePassword({ page, email, password });
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll('-', ' '));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/account');
    await page.goto('/account/security');
    expect(await page.getByText('9 left').count()).toBe(1);
    await expect.poll(() => server.mails.filter(({ to, kind }) => to === email && kind === 'recovery-code-used')).toHaveLength(1);

    await page.locator('summary', { hasText: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove the app' }).click();
    await page.waitForURL('**/account/security?notice=app-removed');
    expect(await server.accounts.totp.find(subject)).toBeUndefined();
    await context.close();
  });
});
