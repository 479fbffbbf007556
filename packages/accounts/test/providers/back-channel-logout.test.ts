/** Sessions that end because one elsewhere has: announced by the provider, and judged by the rules of logout tokens. ASVS 10.5.5, 7.6.1 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SessionPrincipal } from 'gemel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, password, signIn } from '../a-world.ts';
import { fromBase32 } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';
import { aProviderWorld, arriveSignedIn, comeBack, linkWith, type ProviderWorld } from './a-provider-world.ts';
import { type Claims, sign, type Signing } from './sign-anew.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';

/** The claims of a logout token of now; each test changes them. */
function aLogout({ idp, clock }: ProviderWorld, given: Claims = {}): Claims {
  const iat = Math.floor(clock.seconds);
  return {
    iss: idp.issuer,
    aud: 'gemel',
    iat,
    exp: iat + 120,
    jti: `token ${Math.random()}`,
    events: { [event]: {} },
    sub: 'ada',
    ...given,
  };
}

const asLogout: Signing = { header: { typ: 'logout+jwt' } };

const announce = async (world: ProviderWorld, claims: Claims, signing: Signing = asLogout): Promise<number> =>
  world.accounts.providers.endSessions('example', await sign(world.idp, claims, signing));

/** The session there that the last ID token named. */
async function withSid(world: ProviderWorld, person = 'ada'): Promise<{ readonly principal: SessionPrincipal; readonly sid: string }> {
  let sid = '';
  world.idp.rewriteIdToken = (token) => {
    sid = String((JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims)['sid']);
    return token;
  };
  const { principal } = await arriveSignedIn(world, person);
  return { principal, sid };
}

const isLive = async ({ gemel }: ProviderWorld, { subject, sid }: SessionPrincipal): Promise<boolean> =>
  (await gemel.listSessions(subject)).some((session) => session.sid === sid);

/** Where the provider posts its logout tokens. */
async function aReceiver(take: (token: string) => Promise<unknown>): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const answer = (status: number): void => void response.writeHead(status).end();
      take(new URLSearchParams(body).get('logout_token') ?? '').then(
        () => answer(200),
        () => answer(400),
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/logout`;
}

describe('the end of a session elsewhere', () => {
  it('is told by the provider itself, and ends the session that came of it, and no other', async () => {
    let world: ProviderWorld | undefined = undefined;
    const uri = await aReceiver(async (token) => world?.accounts.providers.endSessions('example', token));
    world = await aProviderWorld({ client: { backchannel_logout_uri: uri } });
    const [first, second, grace] = [await withSid(world), await withSid(world), await withSid(world, 'grace')];
    const logout = await world.idp.logout('gemel', 'ada', first.sid);
    expect(logout).toBeUndefined();
    expect([await isLive(world, first.principal), await isLive(world, second.principal), await isLive(world, grace.principal)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(first.principal.ended.aborted).toBe(true);
  });

  it('ends all that came of a person where no session is named, but none that began here', async () => {
    const world = await aProviderWorld();
    const [first, second, grace] = [await withSid(world), await withSid(world), await withSid(world, 'grace')];
    const { principal: own } = await world.gemel.startSession({ subject: first.principal.subject });
    expect(await announce(world, aLogout(world))).toBe(2);
    const live = await Promise.all([first.principal, second.principal, grace.principal, own].map((one) => isLive(world, one)));
    expect(live).toEqual([false, false, true, true]);
    expect(await announce(world, aLogout(world))).toBe(0);
  });

  it('leaves a session that began here, also where the account is linked', async () => {
    const world = await aProviderWorld();
    await world.signUp();
    const { session, principal } = await signIn(world.accounts, { email: adasEmail, password });
    await linkWith(world, { subject: session.subject, sid: session.sid }, 'grace');
    expect(await announce(world, aLogout(world, { sub: 'grace' }))).toBe(0);
    expect(await isLive(world, principal)).toBe(true);
  });

  it('stops a sign-in that is under way, also between its two steps (F07)', async () => {
    const world = await aProviderWorld({ secondFactor: { required: 'always' } });
    const journey = await world.accounts.providers.beginSignIn({ provider: 'example' });
    const arrival = await world.accounts.providers.finish(await comeBack(journey, 'ada'));
    if (arrival.kind !== 'sign_in' || arrival.result.status !== 'second_factor_needed') throw new Error('a second factor should be needed');
    const { pending } = arrival.result;
    // Not before the ID token, which is of now: the accounts' own clock stands.
    expect(await announce(world, aLogout(world, { iat: Math.floor(world.gemel.engineTime()) }))).toBe(0);
    const { enrolment, secret } = await world.accounts.secondFactor.enrolment.begin(pending);
    const code = totpCode(fromBase32(secret), Math.floor(world.clock.seconds / 30));
    expect(await codeOf(world.accounts.secondFactor.enrolment.confirm({ pending, enrolment, code }))).toBe('subject_changed');
    const account = await world.accounts.findByEmail(adasEmail);
    expect(await world.gemel.listSessions(account?.subject ?? '')).toEqual([]);
  });

  it('is remembered for a session that was stepped up and outlives its first deadline', async () => {
    const world = await aProviderWorld();
    const { principal, sid } = await withSid(world);
    await world.gemel.stepUp(principal.sid, { amr: ['fed'], acr: 'aal1' });
    await world.store.providerSessions.keep(principal.sid, world.clock.seconds - 1);
    await withSid(world, 'grace');
    expect(await announce(world, aLogout(world, { sid }))).toBe(1);
    expect(await isLive(world, principal)).toBe(false);
  });
});

describe('a logout token', () => {
  const wrong: readonly { readonly what: string; readonly change: (world: ProviderWorld) => Claims; readonly signing?: Signing }[] = [
    { what: 'of the type of another token', change: () => ({}), signing: { header: { typ: 'JWT' } } },
    { what: 'without a type', change: () => ({}), signing: {} },
    { what: 'of another issuer', change: () => ({ iss: 'https://other.example' }) },
    { what: 'for another client', change: () => ({ aud: 'another' }) },
    { what: 'for nobody', change: () => ({ aud: undefined }) },
    { what: 'with a nonce', change: () => ({ nonce: 'n' }) },
    { what: 'with a nonce that is empty', change: () => ({ nonce: '' }) },
    { what: 'without the event', change: () => ({ events: {} }) },
    { what: 'with another event', change: () => ({ events: { [`${event}s`]: {} } }) },
    { what: 'whose event is no object', change: () => ({ events: { [event]: true } }) },
    { what: 'whose events are a list', change: () => ({ events: [event] }) },
    { what: 'without an end', change: () => ({ exp: undefined }) },
    { what: 'that has expired', change: ({ clock }) => ({ exp: Math.floor(clock.seconds) - 31 }) },
    { what: 'without a time', change: () => ({ iat: undefined }) },
    { what: 'that is old, whatever its end', change: ({ clock }) => ({ iat: Math.floor(clock.seconds) - 331, exp: clock.seconds + 999 }) },
    { what: 'of the future', change: ({ clock }) => ({ iat: Math.floor(clock.seconds) + 40 }) },
    { what: 'whose time is a text', change: () => ({ iat: '1' }) },
    { what: 'without an id', change: () => ({ jti: undefined }) },
    { what: 'that says of nobody', change: () => ({ sub: undefined }) },
    { what: 'whose session is no text', change: () => ({ sid: 7 }) },
    { what: 'by a key that nobody published', change: () => ({}), signing: { header: { typ: 'logout+jwt', kid: 'another' } } },
  ];
  it.each(wrong)('is refused $what, and ends nothing (10.5.5)', async ({ change, signing = asLogout }) => {
    const world = await aProviderWorld();
    const { principal } = await withSid(world);
    expect(await codeOf(announce(world, aLogout(world, change(world)), signing))).toBe('logout_token_invalid');
    expect(await isLive(world, principal)).toBe(true);
  });

  it('is no ID token, no access token of ours, nor anything else (J27)', async () => {
    const world = await aProviderWorld();
    let idToken = '';
    world.idp.rewriteIdToken = (token) => (idToken = token);
    const { principal } = await arriveSignedIn(world, 'ada');
    const { accessToken } = await world.gemel.issueAccessToken(principal);
    const unsigned = `${Buffer.from('{"alg":"none","typ":"logout+jwt","kid":"testbed"}').toString('base64url')}.${Buffer.from(JSON.stringify(aLogout(world))).toString('base64url')}.`;
    for (const token of [idToken, accessToken, unsigned, '', '..', 'x', '{}'])
      expect(await codeOf(world.accounts.providers.endSessions('example', token))).toBe('logout_token_invalid');
    expect(await isLive(world, principal)).toBe(true);
  });

  it('is good once, and again where it had not taken effect', async () => {
    const world = await aProviderWorld();
    const { principal } = await withSid(world);
    const claims = aLogout(world);
    const revoke = world.store.providerSessions.end;
    Object.assign(world.store.providerSessions, { end: () => Promise.reject(new Error('the engine is away')) });
    expect(await codeOf(announce(world, claims))).not.toBe('nothing was thrown');
    Object.assign(world.store.providerSessions, { end: revoke });
    expect(await announce(world, claims)).toBe(1);
    expect(await isLive(world, principal)).toBe(false);
    expect(await codeOf(announce(world, claims))).toBe('logout_token_invalid');
  });
});
