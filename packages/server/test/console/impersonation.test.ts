/** An administrator acts as somebody: seen by both, written down, without what is the owner's own, and no longer than their own session. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InProcessServer, startInProcess, type Visitor, visit } from '../support/in-process-server.ts';
import { administratorOf } from './support/administrator-cookies.ts';
import { signUp, subjectOf } from './support/second-administrator.ts';

let server: InProcessServer;
let administrator: Visitor;
let subject = '';

beforeAll(async () => {
  server = await startInProcess();
  administrator = (await administratorOf(server)).visitor;
  await signUp(server, 'ada@example.com');
  subject = await subjectOf(administrator, 'ada@example.com');
});

afterAll(() => server.stop());

/** The one-time link, as the console hands it out. */
async function linkFor(whom: string): Promise<URL | undefined> {
  const page = await (await administrator.post(`/console/users/${whom}/impersonate`, { reason: 'cannot find the export' })).text();
  const href = /href="([^"]*\/impersonate\?token=[^"]+)"/.exec(page)?.[1];
  return href === undefined ? undefined : new URL(href);
}

describe('acting as somebody', () => {
  it('begins on the public pages by a link that is good once, says so on every page, and ends with the console session', async () => {
    const link = await linkFor(subject);
    expect(link?.origin).toBe(server.url);
    const token = link?.searchParams.get('token') ?? '';
    const browser = visit(server.url);
    expect(await (await browser.get(`/impersonate?token=${token}`)).text()).toContain('ada@example.com');
    expect((await browser.post('/impersonate', { token })).headers.get('location')).toBe('/account');
    expect((await visit(server.url).post('/impersonate', { token })).status).toBe(400);
    for (const path of ['/account', '/account/security', '/']) {
      expect(await (await browser.get(path)).text(), path).toContain('grace@example.com acts here as ada@example.com');
    }
    // What proves who the owner is stays out of reach.
    const changed = await browser.post('/account/password', {
      currentPassword: 'three lamps over water',
      newPassword: 'another password than before',
    });
    expect(changed.status).toBe(403);
    const shown = await (await administrator.get(`/console/users/${subject}`)).text();
    expect(shown).toContain('an administrator acts in it');
    expect(await (await administrator.get('/console/audit?kind=session.impersonated')).text()).toContain(subject);

    await administrator.post('/console/sign-out');
    expect((await browser.get('/account')).status).toBe(303);
  });

  it('is named by the log where it asks for a link that confirms the address', async () => {
    const own = await startInProcess();
    try {
      const { visitor } = await administratorOf(own);
      await signUp(own, 'ada@example.com');
      const ada = await subjectOf(visitor, 'ada@example.com');
      const offered = await (await visitor.post(`/console/users/${ada}/impersonate`, { reason: 'no mail arrives' })).text();
      const token = /\/impersonate\?token=([\w-]+)/.exec(offered)?.[1] ?? '';
      const browser = visit(own.url);
      await browser.post('/impersonate', { token });
      expect((await browser.post('/account/email/verify', {})).status).toBe(303);
      const log = await (await visitor.get('/console/audit?kind=email.verification_asked')).text();
      expect(log).toContain(`>account:${await subjectOf(visitor, 'grace@example.com')}<`);
      expect(log).not.toContain('>owner<');
    } finally {
      await own.stop();
    }
  });

  it('is not for administrators', async () => {
    const own = await startInProcess();
    try {
      const { visitor } = await administratorOf(own);
      await signUp(own, 'other@example.com');
      const other = await subjectOf(visitor, 'other@example.com');
      await visitor.post(`/console/users/${other}/roles/assign`, { role: 'gemel:administrator' });
      const refused = await visitor.post(`/console/users/${other}/impersonate`, { reason: 'curious' });
      expect(refused.status).toBe(403);
    } finally {
      await own.stop();
    }
  });
});
