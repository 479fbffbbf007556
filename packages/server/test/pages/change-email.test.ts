/** Another e-mail address, by the pages: asked for in the account, confirmed by the new one, taken back by the old one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../support/an-owner.ts';
import { visit, type Visitor } from '../support/in-process-server.ts';
import { linkIn, tokenOf } from '../support/link-in.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

let server: OwnServer;
let people = 0;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.stop());

interface Person {
  readonly email: string;
  readonly newEmail: string;
  readonly visitor: Visitor;
}

async function person(): Promise<Person> {
  people += 1;
  const email = `changing-${people}@example.com`;
  const visitor = visit(server.url);
  await visitor.post('/sign-up', { email, password });
  await visitor.post('/verify-email', { token: tokenOf(linkIn(await server.mailTo(email, 'verify-email'))) });
  await visitor.post('/sign-in', { email, password });
  return { email, newEmail: `changed-${people}@example.org`, visitor };
}

async function ask({ visitor, newEmail }: Person): Promise<string> {
  const asked = await visitor.post('/account/email', { email: newEmail });
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/account/security?notice=email-change-sent']);
  return linkIn(await server.mailTo(newEmail, 'email-change-verify'));
}

const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/account')).status === 200;

describe('the panel of the e-mail address', () => {
  it('says which it is and whether it is confirmed, and sends the link again where it is not', async () => {
    const email = 'unconfirmed@example.com';
    const visitor = visit(server.url);
    await visitor.post('/sign-up', { email, password });
    await visitor.post('/sign-in', { email, password });
    const page = await (await visitor.get('/account/security')).text();
    expect(page).toContain(`${email} is how you sign in`);
    expect(page).toContain('Not confirmed');
    const sent = await visitor.post('/account/email/verify');
    expect(sent.headers.get('location')).toBe('/account/security?notice=email-verification-sent');
    await visitor.post('/verify-email', { token: tokenOf(linkIn(await server.mailTo(email, 'verify-email', 2))) });
    const confirmed = await (await visitor.get('/account/security')).text();
    expect(confirmed).toContain('Confirmed');
    expect(confirmed).not.toContain('Send the link again');
  });

  it('says beside its field what is no address, and leads whoever proved nothing lately to do so (7.5.1)', async () => {
    const { visitor, newEmail } = await person();
    const refused = await visitor.post('/account/email', { email: 'no address' });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('does not look like an e-mail address') as string,
    ]);
    server.clock.ahead += 301;
    const old = await visitor.post('/account/email', { email: newEmail });
    expect([old.status, old.headers.get('location')]).toEqual([303, '/step-up?next=%2Faccount%2Femail']);
    server.clock.ahead = 0;
  });
});

describe('the link to the new address', () => {
  it('changes it by a button, tells the old one, and ends the other sessions only where that was asked for (6.3.7, 7.4.3)', async () => {
    for (const endOthers of ['', 'on']) {
      const someone = await person();
      const { visitor, email, newEmail } = someone;
      const other = visit(server.url);
      await other.post('/sign-in', { email, password });
      const link = await ask(someone);
      const page = await (await visitor.get(link)).text();
      expect(page).toContain(`From now on you sign in as ${newEmail}`);
      expect(page).toContain('name="endOthers"');
      expect(await (await visitor.get('/account/security')).text()).toContain(email);
      const changed = await visitor.post('/change-email', { token: tokenOf(link), endOthers });
      expect([changed.status, changed.headers.get('location')]).toEqual([303, '/account/security?notice=email-changed']);
      expect(await (await visitor.get('/account/security')).text()).toContain(`${newEmail} is how you sign in`);
      expect(await isSignedIn(other)).toBe(endOthers !== 'on');
      expect((await server.mailTo(email, 'email-changed')).text).toContain('/undo-email-change?token=');
      expect((await visitor.get(link)).status).toBe(400);
    }
  });

  it('leads whoever is signed in nowhere through the door, and back', async () => {
    const someone = await person();
    const link = await ask(someone);
    const elsewhere = visit(server.url);
    const led = await elsewhere.get(link);
    expect([led.status, led.headers.get('location')]).toEqual([303, `/sign-in?next=${encodeURIComponent(link)}`]);
    const posted = await elsewhere.post('/change-email', { token: tokenOf(link) });
    expect(posted.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(link)}`);
    const signedIn = await elsewhere.post(`/sign-in?next=${encodeURIComponent(link)}`, { email: someone.email, password });
    expect(signedIn.headers.get('location')).toBe(link);
  });

  it("is of no use in somebody else's session", async () => {
    const link = await ask(await person());
    const { visitor, email } = await person();
    const refused = await visitor.post('/change-email', { token: tokenOf(link) });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('no longer works') as string]);
    expect(await (await visitor.get('/account/security')).text()).toContain(email);
  });
});

describe('the link to the old address', () => {
  it('takes the address back by a button, and ends every session', async () => {
    const someone = await person();
    const { visitor, email, newEmail } = someone;
    await visitor.post('/change-email', { token: tokenOf(await ask(someone)) });
    const link = linkIn(await server.mailTo(email, 'email-changed'));
    const owner = visit(server.url);
    expect(await (await owner.get(link)).text()).toContain(`Your account gets ${email} again.`);
    expect(await isSignedIn(visitor)).toBe(true);
    const undone = await owner.post('/undo-email-change', { token: tokenOf(link) });
    expect([undone.status, undone.headers.get('location')]).toEqual([303, '/forgot-password?notice=email-change-undone']);
    expect(await isSignedIn(visitor)).toBe(false);
    expect(await server.accounts.findByEmail(newEmail)).toBeUndefined();
    expect((await server.accounts.findByEmail(email))?.isEmailVerified).toBe(true);
    for (const again of [await owner.get(link), await owner.post('/undo-email-change', { token: tokenOf(link) })])
      expect(again.status).toBe(400);
  });
});
