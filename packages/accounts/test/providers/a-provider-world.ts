/** Ada and others who have accounts at a real provider on this machine, and a world of memory stores that knows it as `example`. */
import { type OidcProvider, type OidcWalker, oidcWalker, type PersonClaims, startOidcProvider } from '@gemel/testbed';
import { onTestFinished } from 'vitest';
import type { ProviderOptions } from '../../src/providers/provider-options.ts';
import type { Asking } from '../../src/step-up/require-recent.ts';
import type { BeginProviderSignIn, ProviderArrival, ProviderJourney } from '../../src/providers/providers.ts';
import type { SignInResult } from '../../src/sign-in/sign-in-result.ts';
import type { Accounts } from '../../src/accounts.ts';
import { adasEmail, aWorld, issuer, type World, type WorldOptions } from '../a-world.ts';

export const clientSecret = 'a secret of forty-three characters, at least';
export const redirectUri = `${issuer}/sign-in/with/example/callback`;
/** There is no such place: what the provider would post there, tests hand over themselves. */
const logoutUri = `${issuer}/auth/providers/example/logout`;

export const people: Readonly<Record<string, PersonClaims>> = {
  ada: { email: adasEmail, email_verified: true },
  eve: { email: adasEmail, email_verified: false },
  grace: { email: 'grace@example.com', email_verified: true },
  nobody: {},
};

export interface ProviderWorldOptions extends WorldOptions {
  readonly provider?: Partial<ProviderOptions>;
  /** What the client is registered with, beside what it is in every test. */
  readonly client?: object;
  readonly tellsInIdToken?: boolean;
}

export interface ProviderWorld extends World {
  readonly idp: OidcProvider;
}

export function aClient(given: object = {}): object {
  return {
    client_id: 'gemel',
    client_secret: clientSecret,
    redirect_uris: [redirectUri],
    backchannel_logout_uri: logoutUri,
    backchannel_logout_session_required: true,
    ...given,
  };
}

/** A provider that the test stops. */
export async function anOidcProvider(given: Partial<Parameters<typeof startOidcProvider>[0]> = {}): Promise<OidcProvider> {
  const idp = await startOidcProvider({ clients: [aClient()], people, ...given });
  onTestFinished(() => idp.stop());
  return idp;
}

export async function aProviderWorld({ provider, client, tellsInIdToken, ...given }: ProviderWorldOptions = {}): Promise<ProviderWorld> {
  const idp = await anOidcProvider({ clients: [aClient(client)], tellsInIdToken: tellsInIdToken ?? false });
  const example = { issuer: idp.issuer, clientId: 'gemel', clientSecret, label: 'Example ID', trustsEmail: true, ...provider };
  const world = await aWorld({ hasMail: true, ...given, providers: { example, ...given.providers } });
  onTestFinished(() => world.stop());
  world.clock.seconds = world.gemel.engineTime();
  return { ...world, idp };
}

/** A browser that has been at the provider and back, and has not shown here yet what it brought. */
export interface Returned {
  readonly provider: string;
  readonly secret: string;
  readonly query: URLSearchParams;
}

export async function comeBack(journey: ProviderJourney, person: string, browser: OidcWalker = oidcWalker()): Promise<Returned> {
  const back = await browser.walk(journey.url, person);
  return { provider: 'example', secret: journey.secret, query: back.searchParams };
}

/** Signs in by the provider as somebody there. */
export async function arrive(
  { accounts }: { readonly accounts: Accounts },
  person: string,
  { browser, ...begin }: Partial<BeginProviderSignIn> & { readonly browser?: OidcWalker } = {},
): Promise<SignInResult> {
  const journey = await accounts.providers.beginSignIn({ provider: 'example', ...begin });
  return signInOf(await accounts.providers.finish(await comeBack(journey, person, browser)));
}

export function signInOf(arrival: ProviderArrival): SignInResult {
  if (arrival.kind !== 'sign_in') throw new Error('that was no sign-in');
  return arrival.result;
}

export async function arriveSignedIn(...given: Parameters<typeof arrive>): Promise<Extract<SignInResult, { status: 'signed_in' }>> {
  const result = await arrive(...given);
  if (result.status !== 'signed_in') throw new Error('a second factor is needed');
  return result;
}

/** Links the account of a session with somebody there. */
export async function linkWith({ accounts }: { readonly accounts: Accounts }, asking: Asking, person: string): Promise<ProviderArrival> {
  const journey = await accounts.providers.beginLink(asking, { provider: 'example' });
  return accounts.providers.finish({ ...(await comeBack(journey, person)), asking });
}
