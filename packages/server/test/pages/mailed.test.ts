/** The pages that mail leads to: an address is confirmed, a password is chosen anew. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../support/an-owner.ts';
import { visit } from '../support/in-process-server.ts';
import { linkIn, tokenOf } from '../support/link-in.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const newPassword = 'seven kites under snow';

let server: OwnServer;
let people = 0;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server.stop());

async function signUp(): Promise<string> {
  people += 1;
  const email = `mailed-${people}@example.com`;
  await visit(server.url).post('/sign-up', { email, password });
  return email;
}

async function hasSignedIn(email: string, secret: string): Promise<boolean> {
  return (await visit(server.url).post('/sign-in', { email, password: secret })).status === 303;
}

const isVerified = async (email: string): Promise<boolean | undefined> => (await server.accounts.findByEmail(email))?.isEmailVerified;

describe('a link that confirms an address', () => {
  it('opens a page that changes nothing until its button is pressed, and is good once', async () => {
    const email = await signUp();
    const link = linkIn(await server.mailTo(email, 'verify-email'));
    const visitor = visit(server.url);
    for (let time = 0; time < 2; time++) expect(await (await visitor.get(link)).text()).toContain(`messages to ${email} reach you`);
    expect(await isVerified(email)).toBe(false);
    const confirmed = await visitor.post('/verify-email', { token: tokenOf(link) });
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, '/sign-in?notice=email-verified']);
    expect(visitor.cookie()).toBe('');
    expect(await isVerified(email)).toBe(true);
    for (const again of [await visitor.get(link), await visitor.post('/verify-email', { token: tokenOf(link) })])
      expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('This link no longer works') as string]);
  });

  it('leads whoever is signed in to their account', async () => {
    const email = await signUp();
    const visitor = visit(server.url);
    await visitor.post('/sign-in', { email, password });
    const confirmed = await visitor.post('/verify-email', { token: tokenOf(linkIn(await server.mailTo(email, 'verify-email'))) });
    expect(confirmed.headers.get('location')).toBe('/account?notice=email-verified');
    expect(await (await visitor.get('/account?notice=email-verified')).text()).toContain('Your e-mail address is confirmed.');
  });
});

describe('a forgotten password', () => {
  it('is replaced by a link: asked for at the door, shown by a page, set by its form', async () => {
    const email = await signUp();
    const visitor = visit(server.url);
    expect(await (await visitor.get('/sign-in?next=/account/security')).text()).toContain('/forgot-password?next=%2Faccount%2Fsecurity');
    const asked = await visitor.post('/forgot-password', { email });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/forgot-password?notice=link-sent']);
    const link = linkIn(await server.mailTo(email, 'reset-password'));
    expect(await (await visitor.get(link)).text()).toContain(email);
    const refused = await visitor.post('/reset-password', { token: tokenOf(link), password: 'short' });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('too short') as string]);
    const set = await visitor.post('/reset-password', { token: tokenOf(link), password: newPassword });
    expect([set.status, set.headers.get('location')]).toEqual([303, '/sign-in?notice=password-reset']);
    expect(visitor.cookie()).toBe('');
    expect([await hasSignedIn(email, password), await hasSignedIn(email, newPassword)]).toEqual([false, true]);
    for (const again of [await visitor.get(link), await visitor.post('/reset-password', { token: tokenOf(link), password })])
      expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('This link no longer works') as string]);
  });

  it('is asked for alike with an address that has no account (6.3.8)', async () => {
    const seen: unknown[] = [];
    for (const email of [await signUp(), 'nobody@example.com']) {
      const { status, headers } = await visit(server.url).post('/forgot-password', { email });
      seen.push([status, [...headers].filter(([name]) => name !== 'date')]);
    }
    expect(seen[1]).toEqual(seen[0]);
    const refused = await visit(server.url).post('/forgot-password', { email: 'no address' });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('does not look like an e-mail address') as string,
    ]);
  });

  it('is chosen that way too where the account has none', async () => {
    const email = await signUp();
    const without = await startOwnServer({ mail: { signInLinks: true } });
    await without.accounts.signUp({ email, password });
    const visitor = visit(without.url);
    await visitor.post('/sign-in/link', { email });
    await visitor.post('/sign-in-link', { token: tokenOf(linkIn(await without.mailTo(email, 'sign-in-link'))) });
    const page = await (await visitor.get('/account/security')).text();
    expect(page).toContain('href="/forgot-password"');
    expect(page).not.toContain('Current password');
    await without.stop();
  });
});

describe('an invitation', () => {
  it('opens a page that changes nothing until its form is sent, sets a first password once, and is no link to another', async () => {
    const email = 'invited@example.com';
    const { subject } = await server.accounts.addAccount(email);
    await server.accounts.accountInvitations?.send(subject);
    const link = linkIn(await server.mailTo(email, 'invitation'));
    const token = tokenOf(link);
    const visitor = visit(server.url);
    for (let time = 0; time < 2; time++) expect(await (await visitor.get(link)).text()).toContain(`An account was made for ${email}`);
    expect((await visitor.get(`/reset-password?token=${token}`)).status).toBe(400);
    const refused = await visitor.post('/invitation', { token, password: 'short' });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('too short') as string]);
    const set = await visitor.post('/invitation', { token, password });
    expect([set.status, set.headers.get('location')]).toEqual([303, '/sign-in?notice=password-chosen']);
    expect(visitor.cookie()).toBe('');
    expect([await hasSignedIn(email, password), await isVerified(email)]).toEqual([true, true]);
    for (const again of [await visitor.get(link), await visitor.post('/invitation', { token, password: newPassword })])
      expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('This link no longer works') as string]);
  });
});

it('nothing of it is there without mail', async () => {
  const without = await startOwnServer({ mail: 'none' });
  for (const path of ['/forgot-password', '/reset-password?token=x', '/invitation?token=x', '/verify-email?token=x'])
    expect((await visit(without.url).get(path)).status).toBe(404);
  expect(await (await visit(without.url).get('/sign-in')).text()).not.toContain('forgot-password');
  await without.stop();
});

describe('where an address has to be confirmed first', () => {
  it('the pages say so, and send the link again for every address alike (6.3.8)', async () => {
    const strict = await startOwnServer({ mail: { requiresVerifiedEmail: true } });
    const visitor = visit(strict.url);
    const email = 'newcomer@example.com';
    const signedUp = await visitor.post('/sign-up', { email, password });
    expect(signedUp.headers.get('location')).toBe('/sign-in?notice=signed-up-unconfirmed');
    const door = await (await visitor.get('/sign-in?notice=signed-up-unconfirmed')).text();
    expect(door).toContain('a link is on its way that confirms it');
    expect(door).toContain('href="/verify-email"');
    expect((await visitor.post('/sign-in', { email, password })).status).toBe(401);
    const seen: unknown[] = [];
    for (const to of [email, 'nobody@example.com']) {
      const { status, headers } = await visitor.post('/verify-email/ask', { email: to });
      expect(headers.get('location')).toBe('/verify-email?notice=confirmation-sent');
      seen.push([status, [...headers].filter(([name]) => name !== 'date')]);
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(await (await visitor.get('/verify-email?notice=confirmation-sent')).text()).toContain('not confirmed yet, a link is on its way');
    // One from the sign-up, one from the sign-in that was refused, one that was asked for: the last one is good.
    await visitor.post('/verify-email', { token: tokenOf(linkIn(await strict.mailTo(email, 'verify-email', 3))) });
    expect((await visitor.post('/sign-in', { email, password })).headers.get('location')).toBe('/account');
    await strict.stop();
  });

  it('is not so by default', async () => {
    const email = await signUp();
    expect(await hasSignedIn(email, password)).toBe(true);
    expect(await (await visit(server.url).get('/sign-in')).text()).not.toContain('/verify-email');
  });
});
