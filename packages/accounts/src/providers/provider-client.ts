/** Talks to one provider, by `openid-client`: its metadata, the way there, and what its answer is worth. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientAuth, Configuration } from 'openid-client';
import { parseEmail } from '../email/parse-email.ts';
import { boundedFetch, providerTimeout } from './bounded-fetch.ts';
import { type ProviderIdentity, personKey, sessionKey } from './provider-identity.ts';
import { providerFailure } from './provider-failure.ts';
import { isLoopback, type ResolvedProvider } from './provider-options.ts';

/** What a journey keeps to itself until it ends. */
export interface JourneySecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface JourneyWish {
  /** The person has to authenticate there anew, whatever the provider remembers. */
  readonly isAgain: boolean;
}

export interface ProviderClient {
  readonly provider: ResolvedProvider;
  makeSecrets(): Promise<JourneySecrets>;
  /** Where to lead a browser. @throws GemelError `provider_unavailable` */
  wayThere(secrets: JourneySecrets, wish: JourneyWish): Promise<string>;
  /**
   * Judges what a browser brought back, and fetches what it stands for: state, issuer (RFC 9207), then the code with its PKCE verifier, and
   * the ID token's signature, issuer, audience, times and nonce.
   *
   * @throws GemelError `provider_unavailable`, `provider_failed`
   */
  judgeAnswer(query: URLSearchParams, secrets: JourneySecrets, wish: JourneyWish): Promise<ProviderIdentity>;
  /** Where its keys are. @throws GemelError `provider_unavailable` */
  keysUrl(): Promise<string>;
}

/** Seconds for which what a provider says of itself is not asked for again. */
const metadataLifetime: Seconds = 3600;
/** Seconds after which a provider that did not answer is asked again. */
const coolDown: Seconds = 5;

interface Held {
  readonly configuration: Promise<Configuration>;
  readonly until: Seconds;
}

export function createProviderClient(provider: ResolvedProvider, now: () => Seconds): ProviderClient {
  const { issuer, scopes, redirectUri } = provider;
  let held: Held | undefined;

  /** One look at a time, and what was found last where a new look finds nothing. */
  const configured = (): Promise<Configuration> => {
    const at = now();
    if (held !== undefined && at < held.until) return held.configuration;
    const former = held?.configuration;
    const configuration = discover(provider, now).catch((error: unknown) => {
      held = { configuration, until: now() + coolDown };
      throw error;
    });
    held = { configuration: former === undefined ? configuration : configuration.catch(() => former), until: at + metadataLifetime };
    return held.configuration;
  };

  const maxAgeOf = ({ isAgain }: JourneyWish): Seconds | undefined => (isAgain ? 0 : provider.maxAge);

  return {
    provider,
    makeSecrets: async () => {
      const { randomNonce, randomPKCECodeVerifier, randomState } = await import('openid-client');
      return { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    },
    wayThere: async ({ state, nonce, verifier }, wish) => {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client');
      const maxAge = maxAgeOf(wish);
      const url = buildAuthorizationUrl(await configured(), {
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
        ...(wish.isAgain ? { prompt: 'login' } : {}),
      });
      return url.href;
    },
    judgeAnswer: async (query, { state, nonce, verifier }, wish) => {
      const { authorizationCodeGrant, fetchUserInfo } = await import('openid-client');
      const configuration = await configured();
      const maxAge = maxAgeOf(wish);
      // The address that was registered and sent, not the one that this request came to.
      const answer = new URL(`${redirectUri}?${query.toString()}`);
      try {
        const tokens = await authorizationCodeGrant(configuration, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(maxAge === undefined ? {} : { maxAge }),
        });
        const claims = tokens.claims();
        if (claims === undefined || claims.sub === '') throw providerFailure('the ID token names nobody');
        const { sub, sid, iat, auth_time: authTime } = claims;
        const shown = textOf(claims['email']);
        const ask = async (): Promise<Readonly<Record<string, unknown>>> => {
          if (shown !== '' || !scopes.includes('email') || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
          return fetchUserInfo(configuration, tokens.access_token, sub);
        };
        return {
          external: { person: personKey(issuer, sub), session: typeof sid === 'string' ? sessionKey(issuer, sid) : null, since: iat },
          authTime: typeof authTime === 'number' ? authTime : undefined,
          shownEmail: shown,
          provenEmail: async () => {
            if (!provider.trustsEmail) return undefined;
            const told = await ask().catch((error: unknown) => {
              throw providerFailure(error);
            });
            return told['email_verified'] === true ? parseEmail(textOf(told['email'])) : undefined;
          },
        };
      } catch (error) {
        throw providerFailure(error);
      }
    },
    keysUrl: async () => {
      const { jwks_uri: url } = (await configured()).serverMetadata();
      if (url === undefined) throw new GemelError('provider_unavailable', { text: 'its metadata names no keys' });
      return url;
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ResolvedProvider, now: () => Seconds): Promise<Configuration> {
  const client = await import('openid-client');
  const isLocal = isLoopback(new URL(issuer).hostname);
  const metadata = {
    // Its word is judged by our clock, as everything else is.
    [client.clockSkew]: Math.round(now() - Date.now() / 1000),
    [client.clockTolerance]: 30,
  };
  const authenticate: ClientAuth = (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server;
    const way = methods.includes('client_secret_basic') ? client.ClientSecretBasic : client.ClientSecretPost;
    return way(clientSecret)(server, ...rest);
  };
  try {
    const found = await client.discovery(new URL(issuer), clientId, metadata, clientSecret === undefined ? client.None() : authenticate, {
      [client.customFetch]: boundedFetch,
      timeout: providerTimeout,
      execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
    });
    if (found.serverMetadata().issuer !== issuer) throw providerFailure('its metadata names another issuer');
    return found;
  } catch (error) {
    throw new GemelError('provider_unavailable', providerFailure(error).cause);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 320) : '';
}
