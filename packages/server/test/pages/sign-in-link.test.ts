/** Signing in by a mailed link, by the pages: what is asked, what the link shows, and what it takes to be let in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOwner, password } from '../support/an-owner.ts';
import { visit, type Visitor } from '../support/in-process-server.ts';
import { linkIn, tokenOf } from '../support/link-in.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const cookieName = '__Host-Http-gemel';

let server: OwnServer;
let people = 0;
beforeAll(async () => {
  server = await startOwnServer({ mail: { signInLinks: true } });
});
afterAll(() => server.stop());

/** Somebody whose address is verified. */
async function person(): Promise<string> {
  people += 1;
  const email = `reader-${people}@example.com`;
  await server.accounts.signUp({ email, password });
  const token = tokenOf(linkIn(await server.mailTo(email, 'verify-email')));
  await server.accounts.emailVerification?.confirm(token);
  return email;
}

async function ask(visitor: Visitor, email: string): Promise<string> {
  const asked = await visitor.post('/sign-in/link', { email });
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sign-in/link?notice=link-sent']);
  return linkIn(await server.mailTo(email, 'sign-in-link'));
}

describe('a mailed link that signs in', () => {
  it('is offered at the door where it is switched on, and nowhere else', async () => {
    expect(await (await visit(server.url).get('/sign-in')).text()).toContain('href="/sign-in/link"');
    const without = await startOwnServer();
    expect(await (await visit(without.url).get('/sign-in')).text()).not.toContain('/sign-in/link');
    for (const path of ['/sign-in/link', '/sign-in-link?token=x']) expect((await visit(without.url).get(path)).status).toBe(404);
    await without.stop();
  });

  it('lets in whoever asked for it, by a button, once', async () => {
    const email = await person();
    const visitor = visit(server.url);
    const link = await ask(visitor, email);
    for (let time = 0; time < 2; time++) {
      const page = await visitor.get(link);
      const text = await page.text();
      expect(page.headers.getSetCookie()).toEqual([]);
      expect(text).toContain(`This link signs you in as ${email}.`);
      expect(text).not.toContain('another browser');
    }
    const signedIn = await visitor.post('/sign-in-link', { token: tokenOf(link) });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/account']);
    expect(await (await visitor.get('/account')).text()).toContain(email);
    expect(visitor.value(`${cookieName}-link`)).toBeUndefined();
    const again = await visitor.post('/sign-in-link', { token: tokenOf(link) });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('This link no longer works') as string]);
    expect((await visitor.get(link)).status).toBe(400);
  });

  it('changes nothing where it is only opened, by whoever that is: no session comes of it (7.6.2)', async () => {
    const email = await person();
    const visitor = visit(server.url);
    const link = await ask(visitor, email);
    const scanner = await fetch(`${server.url}${link}`);
    expect(scanner.headers.getSetCookie()).toEqual([]);
    await visitor.get(link);
    const { subject = '' } = (await server.accounts.findByEmail(email)) ?? {};
    expect(await server.gemel.listSessions(subject)).toEqual([]);
  });

  it('tells whoever opens it in another browser, before it lets them in there', async () => {
    const email = await person();
    const link = await ask(visit(server.url), email);
    const other = visit(server.url);
    expect(await (await other.get(link)).text()).toContain('This link was asked for in another browser');
    const told = await other.post('/sign-in-link', { token: tokenOf(link) });
    expect([told.status, told.headers.getSetCookie()]).toEqual([200, []]);
    expect(await told.text()).toContain('This link was asked for in another browser');
    const signedIn = await other.post('/sign-in-link', { token: tokenOf(link), elsewhere: 'on' });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/account']);
  });

  it('leads to the second step where its owner has one (6.4.3)', async () => {
    const owner = await anOwner(server);
    const token = tokenOf(linkIn(await server.mailTo(owner.email, 'verify-email')));
    await server.accounts.emailVerification?.confirm(token);
    const visitor = visit(server.url);
    const link = await ask(visitor, owner.email);
    const half = await visitor.post('/sign-in-link', { token: tokenOf(link) });
    expect(half.headers.get('location')).toBe('/sign-in/second-factor');
    expect(visitor.value(cookieName)).toBeUndefined();
    const whole = await visitor.post('/sign-in/second-factor', { code: owner.code() });
    expect(whole.headers.get('location')).toBe('/account');
    expect(visitor.value(cookieName)).toBeDefined();
  });

  it('answers alike for an address without an account, and bounds how often (6.3.8)', async () => {
    const known = await visit(server.url).post('/sign-in/link', { email: await person() });
    const unknown = await visit(server.url).post('/sign-in/link', { email: 'nobody@example.com' });
    const seen = ({ status, headers }: Response): unknown => [
      status,
      [...headers].map(([name, value]) => [
        name,
        name === 'set-cookie' ? value.replace(/=[\w-]{43};/, '=;') : name === 'date' ? '' : value,
      ]),
    ];
    expect(seen(unknown)).toEqual(seen(known));
    for (let asked = 0; asked < 2; asked++) await visit(server.url).post('/sign-in/link', { email: 'nobody@example.com' });
    const enough = await visit(server.url).post('/sign-in/link', { email: 'nobody@example.com' });
    expect([enough.status, await enough.text()]).toEqual([429, expect.stringContaining('Too many messages') as string]);
  });

  it("takes the secret of a browser, and no other cookie's, for it (S28)", async () => {
    const email = await person();
    const visitor = visit(server.url);
    const link = await ask(visitor, email);
    const other = visit(server.url);
    other.set(`${cookieName}-link`, `${'x'.repeat(22)}.${'y'.repeat(43)}`);
    expect(await (await other.get(link)).text()).toContain('another browser');
    other.set(`${cookieName}-link`, undefined);
    other.set(cookieName, visitor.value(`${cookieName}-link`));
    expect(await (await other.get(link)).text()).toContain('another browser');
    expect((await visit(server.url).get('/account')).status).toBe(303);
  });
});
