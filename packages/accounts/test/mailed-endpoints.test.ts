/** The endpoints that write mail or redeem its links, as any client meets them. */
import { endpointPaths } from '@gemel/protocol';
import type { Endpoints } from 'gemel/endpoints';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountEndpoints } from '../src/index.ts';
import { adasEmail, aWorld, cookieName, issuer, otherPassword, password, signIn, type World } from './a-world.ts';
import { tokenIn } from './mail/a-mailbox.ts';
import { present } from './support.ts';

let world: World;
let endpoints: Endpoints;
beforeEach(async () => {
  world = await aWorld({ hasMail: true, hasSignInLinks: true, gemel: { http: { trustedProxies: ['10.0.0.0/8'] } } });
  endpoints = createAccountEndpoints(world.accounts, world.gemel);
  await world.accounts.signUp({ email: adasEmail, password });
});
afterEach(() => world.stop());

async function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const request = new Request(`https://evil.example${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return present(await endpoints.handle(request, { remoteAddress: '10.0.0.1' }));
}

/** Everything that a client can see of an answer. */
async function whole(answer: Response): Promise<unknown> {
  return { status: answer.status, statusText: answer.statusText, headers: [...answer.headers], body: await answer.text() };
}

const code = async (answer: Response): Promise<unknown> => (answer.ok ? answer.status : Reflect.get(Object(await answer.json()), 'code'));

describe('POST /auth/forgot-password', () => {
  it('answers byte for byte alike for a known, an unknown and a disabled address, also when it has had enough (6.3.8)', async () => {
    await world.accounts.signUp({ email: 'disabled@example.com', password });
    await world.accounts.setDisabled((await world.accounts.findByEmail('disabled@example.com'))?.subject ?? '', true);
    const series: unknown[][] = [];
    for (const email of [adasEmail, 'nobody@example.com', 'disabled@example.com']) {
      const answers: unknown[] = [];
      for (let one = 0; one < 4; one++) answers.push(await whole(await post(endpointPaths.forgotPassword, { email })));
      series.push(answers);
    }
    expect(series[0]?.map((answer) => Reflect.get(Object(answer), 'status'))).toEqual([202, 202, 202, 429]);
    expect(series[1]).toEqual(series[0]);
    expect(series[2]).toEqual(series[0]);
  });

  it('leads to the issuer, whatever host the request names', async () => {
    await world.mailbox.deliver();
    await post(endpointPaths.forgotPassword, { email: adasEmail }, { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    const [message] = await world.mailbox.deliver();
    expect(message?.text).toContain(`${issuer}/reset-password?token=`);
    expect(`${message?.text}${message?.html}`).not.toContain('evil');
  });

  it('is limited by the address that a trusted proxy tells, and a forged one does not help (S18)', async () => {
    const codes: unknown[] = [];
    for (let one = 0; one < 4; one++) {
      const headers = { 'x-forwarded-for': `198.51.100.${one}, 203.0.113.7` };
      codes.push(await code(await post(endpointPaths.forgotPassword, { email: adasEmail }, headers)));
    }
    expect(codes).toEqual([202, 202, 202, 'mail_throttled']);
  });
});

describe('POST /auth/sign-up', () => {
  it('answers byte for byte alike for a free and a taken address (6.3.8)', async () => {
    const free = await whole(await post(endpointPaths.signUp, { email: 'new@example.com', password }));
    expect(await whole(await post(endpointPaths.signUp, { email: adasEmail, password }))).toEqual(free);
  });
});

describe('POST /auth/reset-password', () => {
  it('sets the password once, signs nobody in, and answers alike for every link that is not good', async () => {
    await world.mailbox.deliver();
    await post(endpointPaths.forgotPassword, { email: adasEmail });
    const token = tokenIn((await world.mailbox.deliver())[0]);
    const good = await post(endpointPaths.resetPassword, { token, password: otherPassword });
    expect([good.status, good.headers.get('set-cookie'), await good.text()]).toEqual([204, null, '']);
    const used = await whole(await post(endpointPaths.resetPassword, { token, password: otherPassword }));
    expect(await whole(await post(endpointPaths.resetPassword, { token: 'made-up', password: otherPassword }))).toEqual(used);
    expect(JSON.stringify(used)).not.toContain(token);
    expect((await signIn(world.accounts, { email: adasEmail, password: otherPassword })).status).toBe('signed_in');
  });
});

describe('POST /auth/verify-email', () => {
  it('confirms the address once', async () => {
    const token = tokenIn((await world.mailbox.deliver())[0]);
    expect(await code(await post(endpointPaths.verifyEmail, { token }))).toBe(204);
    expect(await code(await post(endpointPaths.verifyEmail, { token }))).toBe('link_void');
    expect((await world.accounts.findByEmail(adasEmail))?.isEmailVerified).toBe(true);
  });

  it('mails another link to whoever is signed in, and to nobody else', async () => {
    await world.mailbox.deliver();
    const { sessionToken = '' } = await signIn(world.accounts, { email: adasEmail, password });
    const cookie = { cookie: `${cookieName}=${sessionToken}`, origin: issuer };
    expect(await code(await post(endpointPaths.verifyEmailSend, {}, cookie))).toBe(202);
    expect((await world.mailbox.deliver()).map(({ kind, to }) => [kind, to])).toEqual([['verify-email', adasEmail]]);
    expect(await code(await post(endpointPaths.verifyEmailSend, {}))).toBe('authentication_required');
  });
});

describe('every one of them', () => {
  const mailed = [endpointPaths.verifyEmail, endpointPaths.verifyEmailSend, endpointPaths.forgotPassword, endpointPaths.resetPassword];

  it.each(mailed)('%s refuses what another site sends, and a member that it does not know (F16, 15.3.3)', async (path) => {
    const body = { email: adasEmail, token: 'made-up', password: otherPassword };
    expect(await code(await post(path, body, { origin: 'https://evil.example' }))).toBe('cross_site_refused');
    if (path !== endpointPaths.verifyEmailSend) expect(await code(await post(path, { ...body, role: 'admin' }))).toBe('request_malformed');
    expect(world.mailbox.waiting()).toBe(1); // the sign-up's own
  });

  it('is absent without mail', async () => {
    const without = await aWorld();
    const { rows } = createAccountEndpoints(without.accounts, without.gemel);
    await without.stop();
    expect(rows.map(({ path }) => path)).not.toEqual(expect.arrayContaining([expect.stringMatching(/verify|forgot|reset/)]));
  });
});

describe('POST /auth/sign-in-link', () => {
  it('answers alike for a known and an unknown address, but for what is random (6.3.8)', async () => {
    const seen: unknown[] = [];
    for (const email of [adasEmail, 'nobody@example.com']) {
      const answer = await post(endpointPaths.signInLink, { email });
      const { browser, ...others } = (await answer.json()) as { readonly browser: string };
      seen.push({ status: answer.status, headers: [...answer.headers], browser: browser.length, others });
    }
    expect(seen[0]).toMatchObject({ status: 202, browser: 43, others: { expires_in: 600 } });
    expect(seen[1]).toEqual(seen[0]);
  });

  it('leads to a session, once, in the browser that asked: held by a cookie, or by tokens for a program', async () => {
    for (const mode of ['cookie', 'token']) {
      await world.mailbox.deliver();
      const { browser } = (await (await post(endpointPaths.signInLink, { email: adasEmail })).json()) as { readonly browser: string };
      const token = tokenIn((await world.mailbox.deliver()).at(-1));
      const redeem = (members: object): Promise<Response> => post(endpointPaths.signInLinkRedeem, { token, mode, ...members });
      expect(await code(await redeem({ browser: 'x'.repeat(43) }))).toBe('link_void');
      const answer = await redeem({ browser });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('set-cookie') ?? '').toContain(mode === 'cookie' ? cookieName : '');
      expect(Reflect.get(Object(await answer.json()), 'refresh_token') !== undefined).toBe(mode === 'token');
      expect(await code(await redeem({ browser }))).toBe('link_void');
    }
  });

  it.each([endpointPaths.signInLink, endpointPaths.signInLinkRedeem])(
    '%s refuses what another site sends, and a member that it does not know (F16, 15.3.3)',
    async (path) => {
      const body = path === endpointPaths.signInLink ? { email: adasEmail } : { token: 'x' };
      expect(await code(await post(path, body, { 'sec-fetch-site': 'cross-site' }))).toBe('cross_site_refused');
      expect(await code(await post(path, { ...body, subject: 'x' }))).toBe('request_malformed');
    },
  );

  it('gives no tokens to a page, and is not there where it is not switched on', async () => {
    const body = { token: 'x', mode: 'token' };
    expect(await code(await post(endpointPaths.signInLinkRedeem, body, { origin: issuer }))).toBe('credential_kind_wrong');
    const without = await aWorld({ hasMail: true });
    const own = createAccountEndpoints(without.accounts, without.gemel);
    const request = new Request(`${issuer}${endpointPaths.signInLink}`, { method: 'POST' });
    expect(await own.handle(request, { remoteAddress: '10.0.0.1' })).toBeUndefined();
    await without.stop();
  });
});

describe('POST /auth/email', () => {
  const newEmail = 'lovelace@example.org';

  /** Ada's cookie. */
  async function cookie(): Promise<{ readonly cookie: string; readonly origin: string }> {
    const { sessionToken } = await signIn(world.accounts, { email: adasEmail, password });
    return { cookie: `${cookieName}=${sessionToken}`, origin: issuer };
  }

  it('asks for another address alike whether or not it is taken, which its link gives and the old one takes back', async () => {
    world.clock.seconds = world.gemel.engineTime();
    await world.accounts.signUp({ email: 'taken@example.com', password, client: { address: '198.51.100.9' } });
    await present(world.accounts.emailVerification).confirm(tokenIn((await world.mailbox.deliver())[0]));
    const headers = await cookie();
    const answers: unknown[] = [];
    for (const email of ['taken@example.com', newEmail])
      answers.push(await whole(await post(endpointPaths.changeEmail, { email }, headers)));
    expect(answers[0]).toMatchObject({ status: 202, body: '' });
    expect(answers[1]).toEqual(answers[0]);
    const token = tokenIn((await world.mailbox.deliver()).at(-1));
    expect(await code(await post(endpointPaths.changeEmailConfirm, { token }, headers))).toBe(204);
    expect(await code(await post(endpointPaths.changeEmailConfirm, { token }, headers))).toBe('link_void');
    expect(await world.accounts.findByEmail(newEmail)).toBeDefined();
    const undo = tokenIn((await world.mailbox.deliver()).at(-1));
    expect(await code(await post(endpointPaths.changeEmailUndo, { token: undo }))).toBe(204);
    expect(await code(await post(endpointPaths.changeEmailUndo, { token: undo }))).toBe('link_void');
    expect(await world.accounts.findByEmail(adasEmail)).toBeDefined();
  });

  it('wants a session, and one that proved itself a moment ago (7.5.1)', async () => {
    expect(await code(await post(endpointPaths.changeEmail, { email: newEmail }))).toBe('authentication_required');
    expect(await code(await post(endpointPaths.changeEmailConfirm, { token: 'x' }))).toBe('authentication_required');
    const headers = await cookie();
    world.clock.seconds = world.gemel.engineTime() + 301;
    expect(await code(await post(endpointPaths.changeEmail, { email: newEmail }, headers))).toBe('authentication_too_old');
  });

  it.each([endpointPaths.changeEmail, endpointPaths.changeEmailConfirm, endpointPaths.changeEmailUndo])(
    '%s refuses what another site sends, and a member that it does not know (F16, 15.3.3)',
    async (path) => {
      world.clock.seconds = world.gemel.engineTime();
      const headers = await cookie();
      const body = path === endpointPaths.changeEmail ? { email: newEmail } : { token: 'x' };
      expect(await code(await post(path, body, { ...headers, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }))).toBe(
        'cross_site_refused',
      );
      expect(await code(await post(path, { ...body, subject: 'x' }, headers))).toBe('request_malformed');
    },
  );
});
