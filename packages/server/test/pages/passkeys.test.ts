/** Passkeys by the pages, in a real browser with a simulated device. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOwner, password } from '../support/an-owner.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';
import { plugIn, type VirtualAuthenticator } from '../support/virtual-authenticator.ts';
import { leaveSignedOut, makeCodes, typePassword } from './support/factor-steps.ts';

const sessionCookie = '__Host-Http-gemel';
const executablePath = findChromium();
const words = {
  cancelled: 'No passkey was used: it was cancelled, it took too long, or there is none here for this site.',
  known: 'That device has a passkey for this account already.',
  wrongSite: 'Passkeys of this service do not work at this address. Tell whoever runs it.',
  refused: 'That passkey was not taken. Try again, or sign in another way.',
};

describe.skipIf(executablePath === undefined)('a passkey in Chromium (skipped without one)', { timeout: 60_000 }, () => {
  let server: OwnServer;
  let browser: Browser;
  let people = 0;

  beforeAll(async () => {
    server = await startOwnServer();
    browser = await launchChromium(executablePath ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  interface Person {
    readonly email: string;
    readonly subject: string;
    readonly context: BrowserContext;
    readonly page: Page;
    readonly device: VirtualAuthenticator;
    /** What the browser complained of. */
    readonly complaints: readonly string[];
  }

  const amrs = async (subject: string): Promise<readonly unknown[]> =>
    (await server.gemel.listSessions(subject)).map(({ authentication }) => authentication.amr);

  async function aPerson(given?: { readonly email: string; readonly subject: string }): Promise<Person> {
    people += 1;
    const email = given?.email ?? `person-${people}@example.com`;
    if (given === undefined) await server.accounts.signUp({ email, password });
    const subject = given?.subject ?? (await server.accounts.findByEmail(email))?.subject ?? '';
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    return { email, subject, context, page, device: await plugIn(page), complaints };
  }

  /** Gives the browser a session that proved itself so many seconds ago. */
  async function signInAs({ context, subject }: Person, { ago = 0, acr = 'aal1' } = {}): Promise<void> {
    const time = server.gemel.engineTime() + server.clock.ahead - ago;
    const { sessionToken = '' } = await server.gemel.startSession({ subject, authentication: { time, amr: ['pwd'], acr } });
    await context.addCookies([
      { name: sessionCookie, value: sessionToken, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
    ]);
  }

  async function addPasskey({ page }: Person, name = ''): Promise<void> {
    await page.goto('/account/security');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.waitForURL('**/account/security?notice=passkey-added');
  }

  const arrive = (page: Page, path: string): Promise<void> => page.waitForURL(({ pathname }) => pathname === path);

  /** Leaves the browser without its session, and not on a page that would notice. */
  async function forget({ context, page, subject }: Person): Promise<void> {
    await page.goto('about:blank');
    await context.clearCookies();
    await server.gemel.revokeSubject(subject);
  }

  /** Leaves the browser without suggestions in fields, so that what is tried is the button. */
  const withoutSuggestions = ({ page }: Person): Promise<unknown> =>
    page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');

  it('is added and named by keyboard alone, and its owner is told (6.3.7)', async () => {
    const person = await aPerson();
    const { page, email, device, complaints } = person;
    await signInAs(person);
    await page.goto('/account/security');
    await page.getByLabel('Name', { exact: true }).focus();
    await page.keyboard.type('Blue laptop');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add a passkey');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/security?notice=passkey-added');
    expect(await page.getByRole('listitem').filter({ hasText: 'Blue laptop' }).textContent()).toContain('not used yet');
    expect(await device.keeps()).toHaveLength(1);
    await expect.poll(() => server.mails.filter(({ to }) => to === email).map(({ kind }) => kind)).toContain('factor-added');
    expect(complaints).toEqual([]);
    await person.context.close();
  });

  it('signs its owner in alone, as the browser suggests it, to where the owner wanted to go', async () => {
    const person = await aPerson();
    const { page, subject, complaints } = person;
    await signInAs(person);
    await addPasskey(person);
    await forget(person);
    // The suggestion is taken as soon as it is made, which may be before the page is there as a whole.
    await page.goto('/sign-in?next=/account/activity', { waitUntil: 'commit' });
    await arrive(page, '/account/activity');
    expect(await amrs(subject)).toEqual([['pop', 'user', 'mfa']]);
    expect(complaints).toEqual([]);
    await person.context.close();
  });

  it('signs in by the button while the browser waits with a suggestion, and goes back to waiting where that is cancelled', async () => {
    const person = await aPerson();
    const { page, subject, device } = person;
    await signInAs(person);
    await addPasskey(person);
    await forget(person);
    await device.setTouched(false);
    const asked: string[] = [];
    await page.exposeFunction('noteAsked', (how: string) => asked.push(how));
    await page.addInitScript(`
      const { credentials } = navigator;
      const get = credentials.get.bind(credentials);
      credentials.get = (options) => { noteAsked(options.mediation ?? 'button'); return get(options); };
    `);
    await page.goto('/sign-in');
    await expect.poll(() => asked).toEqual(['conditional']);
    const fill = await device.empty();
    await device.setTouched(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: words.cancelled }).waitFor();
    await expect.poll(() => asked).toEqual(['conditional', 'button', 'conditional']);
    await fill();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).press('Enter');
    await arrive(page, '/account');
    expect(asked).toEqual(['conditional', 'button', 'conditional', 'button']);
    expect(await amrs(subject)).toEqual([['pop', 'user', 'mfa']]);
    await person.context.close();
  });

  it('lets its owner in while somebody guesses the password: that limit is not its own', async () => {
    const person = await aPerson();
    const { page, email } = person;
    await signInAs(person);
    await addPasskey(person);
    await forget(person);
    const guess = async (): Promise<number> =>
      (
        await fetch(`${server.url}/auth/sign-in`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email, password: 'seven kites under snow' }),
        })
      ).status;
    let guesses = 0;
    while ((await guess()) !== 429) expect((guesses += 1)).toBeLessThan(20);
    await page.goto('/sign-in', { waitUntil: 'commit' });
    await arrive(page, '/account');
    await person.context.close();
  });

  it('is the second step after the password', async () => {
    const owner = await anOwner(server);
    const person = await aPerson(owner);
    const { page, email, subject } = person;
    await signInAs(person, { acr: 'aal2' });
    await addPasskey(person);
    await withoutSuggestions(person);
    await leaveSignedOut(person);
    await typePassword({ page, email, password });
    expect(await page.getByRole('link', { name: 'Use your authenticator app' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await arrive(page, '/account');
    expect(await amrs(subject)).toEqual([['pwd', 'pop', 'user', 'mfa']]);
    await person.context.close();
  });

  it('proves anew who one is before it is removed (7.5.1), and opens nothing afterwards (6.5.6)', async () => {
    const person = await aPerson();
    const { page, email, subject, device } = person;
    await signInAs(person);
    await addPasskey(person, 'Old phone');
    await signInAs(person, { ago: 400 });
    await page.goto('/account/security');
    const remove = async (): Promise<void> => {
      await page.getByRole('group').filter({ hasText: 'Remove the passkey' }).locator('summary').click();
      await page.getByLabel('End all my other sessions').and(page.locator('[id^=passkey-]')).check();
      await page.getByRole('button', { name: 'Remove the passkey' }).click();
    };
    await remove();
    await page.waitForURL('**/step-up?*');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await arrive(page, '/account/security');
    await remove();
    await page.waitForURL('**/account/security?notice=passkey-removed');
    expect(await server.accounts.passkeys.list(subject)).toEqual([]);
    expect(await amrs(subject)).toEqual([['pop', 'user', 'mfa']]);
    await expect.poll(() => server.mails.filter(({ to }) => to === email).map(({ kind }) => kind)).toContain('factor-removed');

    expect(await device.keeps()).toHaveLength(1);
    await withoutSuggestions(person);
    await leaveSignedOut(person);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: words.refused }).waitFor();
    expect(await server.gemel.listSessions(subject)).toEqual([]);
    await person.context.close();
  });

  it('is one of several, each with its name; a device makes no second one', async () => {
    const person = await aPerson();
    const { page, device } = person;
    await signInAs(person);
    await addPasskey(person, 'Phone');
    await signInAs(person, { acr: 'aal2' });
    await page.goto('/account/security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: words.known }).waitFor();
    await device.unplug();
    await plugIn(page);
    await addPasskey(person, 'Laptop');
    const renaming = page.getByRole('listitem').filter({ hasText: 'Laptop' });
    await renaming.locator('summary', { hasText: 'Rename' }).click();
    await renaming.getByLabel('New name').fill('Desk <b>');
    await renaming.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/account/security?notice=passkey-renamed');
    const headings = page.getByRole('region', { name: 'Passkeys' }).getByRole('heading', { level: 3 });
    expect(await headings.allTextContents()).toEqual(['Phone', 'Desk <b>']);
    await person.context.close();
  });

  it('from a session that is old is added after the step-up, and leads back', async () => {
    const person = await aPerson();
    const { page } = person;
    await signInAs(person, { ago: 400 });
    await page.goto('/account/security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.waitForURL('**/step-up?next=*');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Go on' }).click();
    await arrive(page, '/account/security');
    await addPasskey(person);
    await person.context.close();
  });

  it('that is lost is removed by the password and a recovery code, made while it was there (6.4.4)', async () => {
    const person = await aPerson();
    const { page, subject, context } = person;
    await signInAs(person);
    await addPasskey(person, 'Lost phone');
    await signInAs(person, { acr: 'aal2' });
    await page.goto('/account/security');
    const [code = ''] = await makeCodes({ page });
    await forget(person);
    await person.device.unplug();
    await signInAs(person, { ago: 400 });
    await page.goto('/step-up?acr=aal2&next=/account/security');
    expect(await page.getByRole('link', { name: 'Use your password', exact: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Recovery code').fill(code);
    await page.getByRole('button', { name: 'Go on' }).click();
    await arrive(page, '/account/security');
    await page.locator('summary', { hasText: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove the passkey' }).click();
    await page.waitForURL('**/account/security?notice=passkey-removed');
    expect(await server.accounts.passkeys.list(subject)).toEqual([]);
    expect(await page.getByRole('region', { name: 'Recovery codes' }).count()).toBe(0);
    await context.close();
  });

  it('at another address of the service says that it does not work there', async () => {
    const person = await aPerson();
    const { page } = person;
    await page.goto(server.url.replace('localhost', '127.0.0.1') + '/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: words.wrongSite }).waitFor();
    await person.context.close();
  });

  it('says so where there is no device that has one', async () => {
    const person = await aPerson();
    const { page } = person;
    await withoutSuggestions(person);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: words.cancelled }).waitFor();
    await person.context.close();
  });

  it.each([
    ['without JavaScript', { javaScriptEnabled: false }, '', 'Passkeys need JavaScript, which is switched off here.'],
    ['in a browser that has none', {}, 'delete globalThis.PublicKeyCredential', 'This browser has no passkeys.'],
  ])('%s is not offered, and the page says why', async (_, options, script, text) => {
    const context = await browser.newContext({ baseURL: server.url, ...options });
    await context.addInitScript(script);
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.getByText(text).waitFor();
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
    await context.close();
  });
});
