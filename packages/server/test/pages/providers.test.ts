/** Signing in by a provider elsewhere, through the pages: as a person's browser does it, and as others would like it to. */
import { oidcWalker } from '@gemel/testbed';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changed, unsigned } from '../../../accounts/test/providers/sign-anew.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { pathOf, type ProviderServer, setOut, startProviderServer } from './support/a-provider-server.ts';

const session = '__Host-Http-gemel';
const journey = `${session}-journey`;

let world: ProviderServer;

beforeAll(async () => {
  world = await startProviderServer();
}, 30_000);

afterEach(() => {
  world.idp.rewriteIdToken = undefined;
});

afterAll(() => world.stop());

const newVisitor = (): Visitor => visit(world.server.url);

/** There and back, up to the answer of the last page. */
async function arrive(visitor: Visitor, person = 'ada', query = ''): Promise<Response> {
  const back = await oidcWalker().walk(await setOut(visitor, 'example', query), person);
  return visitor.get(pathOf(back));
}

describe('the pages of providers', () => {
  it('lead there and back with a cookie of their own, which is gone afterwards and was never a session (S07, S28)', async () => {
    const visitor = newVisitor();
    const started = await visitor.post('/sign-in/with/example');
    const [cookie = ''] = started.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-Http-gemel-journey=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/);
    expect(started.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(await started.text()).toContain('On to Example ID');
    const url = /^0; url=(.+)$/.exec(started.headers.get('refresh') ?? '')?.[1] ?? '';
    const answer = await visitor.get(pathOf(await oidcWalker().walk(url, 'ada')));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    expect(visitor.value(session)).toMatch(/\./);
    expect(visitor.value(journey)).toBeUndefined();
    expect((await visitor.get('/account')).status).toBe(200);
  });

  it.each([
    '//evil.example',
    String.raw`/\evil.example`,
    'https://evil.example',
    'http://localhost@evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/%09/evil.example',
  ])('lead to a path of this server alone, though %j was wanted (S29)', async (next) => {
    const answer = await arrive(newVisitor(), 'ada', `?next=${encodeURIComponent(next)}`);
    expect(answer.status).toBe(303);
    const target = new URL(answer.headers.get('location') ?? '', world.server.url);
    expect(target.origin).toBe(world.server.url);
    expect(answer.headers.get('location')).not.toMatch(/^\/[/\\]/);
  });

  it('lead to what was wanted, where that is here', async () => {
    expect((await arrive(newVisitor(), 'ada', '?next=%2Faccount%2Fsecurity')).headers.get('location')).toBe('/account/security');
  });

  it('end the session that the browser held before, and no other (S01)', async () => {
    const visitor = newVisitor();
    await arrive(visitor);
    const former = visitor.value(session);
    await arrive(visitor, 'ada', '?again=1');
    expect(visitor.value(session)).not.toBe(former);
    const held = newVisitor();
    held.set(session, former);
    expect((await held.get('/account')).headers.get('location')).toContain('/sign-in');
  });

  it('say at the door what was wrong, and let nobody in: broken off, not linked, used before', async () => {
    const visitor = newVisitor();
    const back = await oidcWalker().walk(await setOut(visitor), 'ada');
    await visitor.get(pathOf(back));
    const answers = [
      [await newVisitor().get(pathOf(back)), 401, 'Begin again'],
      [await arrive(newVisitor(), ''), 401, 'Begin again'],
      [await arrive(newVisitor(), 'eve'), 403, 'No account here is linked'],
    ] as const;
    for (const [answer, status, text] of answers) {
      expect([answer.status, answer.headers.getSetCookie().filter((one) => one.startsWith(`${session}=`))]).toEqual([status, []]);
      const page = await answer.text();
      expect(page).toContain(text);
      expect(page).not.toContain('broken off</b>');
      expect(page).toContain('Continue with Example ID');
    }
  });

  it('take no other cookie for the journey’s, nor the journey’s for another (S28)', async () => {
    const signedIn = newVisitor();
    await arrive(signedIn);
    const visitor = newVisitor();
    const back = pathOf(await oidcWalker().walk(await setOut(visitor), 'ada'));
    const secret = visitor.value(journey);
    const [sid = '', half = ''] = (signedIn.value(session) ?? '').split('.');
    for (const value of [signedIn.value(session), sid, half, 'A'.repeat(43)]) {
      const thief = newVisitor();
      thief.set(journey, value);
      expect((await thief.get(back)).status).toBe(401);
    }
    for (const name of [session, `${session}-pending`]) {
      const thief = newVisitor();
      thief.set(name, secret);
      expect((await thief.get('/account')).status).toBe(303);
      expect((await thief.get('/sign-in/second-factor')).headers.get('location')).toContain('/sign-in?');
      expect((await thief.get(back)).status).toBe(401);
    }
    expect((await visitor.get(back)).status).toBe(303);
  });

  const forged = [
    ['for another audience', changedTo({ aud: 'another' })],
    ['that has expired', changedTo({ iat: 1_700_000_000, exp: 1_700_000_600 })],
    ['with another nonce', changedTo({ nonce: 'another' })],
    ['of another issuer', changedTo({ iss: 'https://other.example' })],
    ['without a signature', () => unsigned],
  ] as const;
  function changedTo(claims: object) {
    return () => changed(world.idp, (given) => ({ ...given, ...claims }));
  }
  it.each(forged)('let nobody in with an ID token %s (10.5.1 to 10.5.4)', async (_, rewrite) => {
    world.idp.rewriteIdToken = rewrite();
    const visitor = newVisitor();
    expect((await arrive(visitor)).status).toBe(401);
    expect(visitor.value(session)).toBeUndefined();
  });

  it('refuse an answer that another provider gave, or that names another issuer (mix-up, RFC 9207)', async () => {
    const visitor = newVisitor();
    const mine = await oidcWalker().walk(await setOut(visitor), 'ada');
    const theirs = new URL(mine);
    theirs.searchParams.set('iss', world.other.issuer);
    expect((await visitor.get(pathOf(theirs))).status).toBe(401);
    const second = newVisitor();
    const answer = await oidcWalker().walk(await setOut(second), 'ada');
    expect((await second.get(`/sign-in/with/other/callback${answer.search}`)).status).toBe(401);
    expect((await second.get(`/sign-in/with/nobody/callback${answer.search}`)).status).toBe(404);
    expect([visitor.value(session), second.value(session)]).toEqual([undefined, undefined]);
  });

  it('leave every other way as it is where a provider is down', async () => {
    const visitor = newVisitor();
    const answer = await visitor.post('/sign-in/with/down');
    expect(answer.status).toBe(503);
    const page = await answer.text();
    expect(page).toContain('does not answer right now');
    expect(page).toContain('Continue with Example ID');
    expect((await arrive(visitor)).status).toBe(303);
    const email = 'by-password@example.com';
    await visitor.post('/sign-up', { email, password: 'three lamps over water' });
    expect((await newVisitor().post('/sign-in', { email, password: 'three lamps over water' })).status).toBe(303);
  });

  it('end the session here once it has ended there, told by the provider itself (10.5.5, 7.6.1)', async () => {
    const [ended, standing] = [newVisitor(), newVisitor()];
    await arrive(standing);
    let sid = '';
    world.idp.rewriteIdToken = (token) => {
      sid = (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { readonly sid: string }).sid;
      return token;
    };
    await arrive(ended);
    expect((await ended.get('/account')).status).toBe(200);
    await world.idp.logout('gemel', 'ada', sid);
    expect((await ended.get('/account')).headers.get('location')).toContain('notice=ended');
    expect((await standing.get('/account')).status).toBe(200);
  });

  it.each([
    ['nothing', {}, 200, 'provider-linked'],
    ['the end of all others', { endOthers: 'on' }, 303, 'provider-linked-others-ended'],
  ] as const)('link, and where %s is asked for beside it, that happens (7.4.3)', async (_, fields, status, notice) => {
    const [visitor, elsewhere] = [newVisitor(), newVisitor()];
    await arrive(visitor, 'ada', '?again=1');
    await arrive(elsewhere, 'ada');
    expect(await (await visitor.get('/account/security')).text()).toContain('id="end-others-with-link" name="endOthers"');
    const started = await visitor.post('/account/providers/other/link', fields);
    const url = /^0; url=(.+)$/.exec(started.headers.get('refresh') ?? '')?.[1] ?? '';
    const answer = await visitor.get(pathOf(await oidcWalker().walk(url, 'ada')));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/account/security?notice=${notice}`]);
    expect((await elsewhere.get('/account')).status).toBe(status);
    expect((await visitor.get('/account')).status).toBe(200);
  });

  it.each([
    ['nothing', undefined],
    ['no token', { logout_token: 'x' }],
    ['something else beside it', { logout_token: 'x', cookie: 'y' }],
  ] as const)('answer a logout with %s by 400, which no cache keeps', async (_, fields) => {
    const body = new URLSearchParams(fields ?? {});
    const answer = await fetch(`${world.server.url}/auth/back-channel-logout/example`, { method: 'POST', body });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a browser without scripts, and providers (skipped without one)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(() => browser.close());

  const open = async (): Promise<{ readonly context: BrowserContext; readonly page: Page }> => {
    const context = await browser.newContext({ baseURL: world.server.url, javaScriptEnabled: false });
    return { context, page: await context.newPage() };
  };
  const cookies = async (context: BrowserContext): Promise<readonly string[]> =>
    (await context.cookies(world.server.url)).map(({ name }) => name).toSorted();
  const choose = (page: Page, person: string): Promise<void> => page.getByRole('button', { name: person, exact: true }).click();

  it('goes there and back, to what was wanted, links another, and removes it again', async () => {
    const { context, page } = await open();
    await page.goto('/sign-in?next=/account/security');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await choose(page, 'grace');
    await page.waitForURL('**/account/security');
    expect(await cookies(context)).toEqual([session]);
    const panel = page.getByRole('region', { name: 'Accounts elsewhere' });
    expect(await panel.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Example ID']);

    // The provider does not say when Grace signed in there: to link she shows again that it is her.
    await panel.getByRole('button', { name: 'Link with Other ID' }).click();
    await page.waitForURL('**/step-up?**');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await choose(page, 'grace');
    await page.waitForURL('**/account/security**');
    await panel.getByRole('button', { name: 'Link with Other ID' }).click();
    await choose(page, 'eve');
    await page.waitForURL('**/account/security?notice=provider-linked');
    expect(await panel.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Example ID', 'Other ID']);

    // Either leads in now.
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByRole('button', { name: 'Continue with Other ID' }).click();
    await page.waitForURL('**/account');
    await page.goto('/step-up?next=/account/security');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    await choose(page, 'grace');
    await page.waitForURL('**/account/security');
    const other = panel.getByRole('listitem').filter({ hasText: 'Other ID' });
    await other.getByText('Remove', { exact: true }).click();
    await other.getByRole('button', { name: 'Remove the link' }).click();
    await page.waitForURL('**/account/security?notice=provider-unlinked');
    const last = panel.getByRole('listitem').filter({ hasText: 'Example ID' });
    await last.getByText('Remove', { exact: true }).click();
    await last.getByRole('button', { name: 'Remove the link' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('you could not sign in any more');
    await context.close();
  }, 60_000);

  it('is not signed in by an answer that another browser began (login CSRF, F16), nor by one that it has used (S09)', async () => {
    const attacker = newVisitor();
    const theirs = await oidcWalker().walk(await setOut(attacker), 'ada');
    const { context, page } = await open();
    const led = await page.goto(theirs.href);
    expect(led?.status()).toBe(401);
    expect(await cookies(context)).toEqual([]);

    const answers: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/sign-in/with/example/callback')) answers.push(request.url());
    });
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Continue with Example ID' }).click();
    // In the middle of the journey another page leads here with another's answer: the journey goes on.
    const aside = await context.newPage();
    expect((await aside.goto(theirs.href))?.status()).toBe(401);
    await choose(page, 'grace');
    await page.waitForURL('**/account');
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.waitForURL('**/sign-in**');
    expect((await page.goto(answers[0] ?? ''))?.status()).toBe(401);
    expect(await cookies(context)).toEqual([]);
    await context.close();
  }, 60_000);

  it('is led nowhere else by an answer that names another provider, or by a journey whose cookie was swapped (10.2.2, S28)', async () => {
    const { context, page } = await open();
    /** Sets out, and comes back no further than to the address that the provider leads to. */
    const travel = async (): Promise<URL> => {
      let there = '';
      await page.route(`${world.idp.issuer}/**`, (route) => {
        there = route.request().url();
        return route.abort();
      });
      await page.goto('/sign-in');
      await page.getByRole('button', { name: 'Continue with Example ID' }).click();
      await expect.poll(() => there).not.toBe('');
      await page.unrouteAll();
      return oidcWalker().walk(there, 'ada');
    };
    const mixed = await travel();
    mixed.searchParams.set('iss', world.other.issuer);
    expect((await page.goto(mixed.href))?.status()).toBe(401);
    const misled = await travel();
    expect((await page.goto(`/sign-in/with/other/callback${misled.search}`))?.status()).toBe(401);

    await context.clearCookies();
    const back = await travel();
    const stranger = newVisitor();
    await setOut(stranger);
    const [own] = (await context.cookies(world.server.url)).filter(({ name }) => name === journey);
    if (own === undefined) throw new Error('the browser holds no journey');
    await context.addCookies([{ ...own, value: stranger.value(journey) ?? '' }]);
    expect((await page.goto(back.href))?.status()).toBe(401);
    expect(await cookies(context)).not.toContain(session);
    await context.close();
  }, 60_000);
});
