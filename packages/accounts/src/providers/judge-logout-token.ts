/** What a logout token has to be before anything is believed of it. OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6; ASVS 10.5.5 */
import { GemelError, type Seconds } from '@gemel/protocol';
import { verifyCompactJws } from 'gemel';
import type { ProviderKeys } from './provider-keys.ts';
import type { ResolvedProvider } from './provider-options.ts';

/** What one says. */
export interface LogoutClaims {
  readonly subject: string | undefined;
  readonly sid: string | undefined;
  readonly issuedAt: Seconds;
  readonly id: string;
}

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds after its issue for which one is taken; its `exp` may say less. */
export const logoutTokenAge: Seconds = 300;
/** Seconds by which the provider's clock may differ. */
export const logoutClockTolerance: Seconds = 30;
const maxBytes = 8192;

/** @throws GemelError `logout_token_invalid`, `provider_unavailable` where its keys cannot be had */
export async function judgeLogoutToken(
  token: string,
  { issuer, clientId }: Pick<ResolvedProvider, 'issuer' | 'clientId'>,
  { keys, now }: { readonly keys: ProviderKeys; readonly now: Seconds },
): Promise<LogoutClaims> {
  const claims = await readSigned(token, keys);
  const { iss, aud, iat, exp, jti, events, sub, sid, nonce } = claims;
  if (iss !== issuer) throw invalid('iss is another issuer');
  if (aud !== clientId && !(Array.isArray(aud) && aud.includes(clientId))) throw invalid('aud is another client');
  if (!isTime(iat) || iat > now + logoutClockTolerance || iat < now - logoutTokenAge - logoutClockTolerance)
    throw invalid('iat is not of now');
  if (!isTime(exp) || exp <= now - logoutClockTolerance) throw invalid('exp is past');
  if (!isName(jti)) throw invalid('jti is missing');
  if (!isObject(events) || !Object.hasOwn(events, event) || !isObject(events[event]))
    throw invalid('events does not say that anything ended');
  if (nonce !== undefined) throw invalid('nonce is of another kind of token');
  if ((sub !== undefined && !isName(sub)) || (sid !== undefined && !isName(sid)) || (sub === undefined && sid === undefined))
    throw invalid('neither sub nor sid is a name');
  return { subject: sub, sid, issuedAt: iat, id: jti };
}

async function readSigned(token: string, keys: ProviderKeys): Promise<Readonly<Record<string, unknown>>> {
  const key = await keys.find(token);
  if (key === undefined) throw invalid('its key is not known');
  try {
    const { protectedHeader, payload } = await verifyCompactJws(token, [key], { maxBytes });
    const { typ } = protectedHeader;
    if (typeof typ !== 'string' || !/^(?:application\/)?logout\+jwt$/i.test(typ)) throw invalid('typ is of another kind of token');
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (!isObject(claims)) throw invalid('its claims are no object');
    return claims;
  } catch (error) {
    if (error instanceof GemelError && error.code === 'logout_token_invalid') throw error;
    throw invalid(error instanceof GemelError ? error.code : 'its claims cannot be read');
  }
}

/** @param text for the log; nothing of the token in it */
function invalid(text: string): GemelError {
  return new GemelError('logout_token_invalid', { text });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is Seconds {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1024;
}
