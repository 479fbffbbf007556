/** Makes an access token (RFC 9068) from a session record: the one place where claims are written. */
import { type AccessTokenClaims, GemelError, RESERVED_CLAIMS, type Seconds } from '@gemel/protocol';
import type { KeyRing } from './key-ring.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionRecord } from '../sessions/session-record.ts';

export interface MintParts {
  /** Stands, by a check made at `now`; not checked again here. */
  readonly record: SessionRecord;
  /** Allowed; not checked here. */
  readonly audience: string;
  /** Engine time of the check that permits the minting. */
  readonly now: Seconds;
  readonly keyRing: Pick<KeyRing, 'signingKey'>;
  readonly runtime: Pick<Runtime, 'randomText' | 'encodeText'>;
  readonly issuer: string;
  readonly lifetime: Seconds;
  /** Thumbprint of the key that the token is bound to; null for a bearer token. */
  readonly jkt: string | null;
  /** Characters of the token at most. */
  readonly maxBytes: number;
}

export interface MintedToken {
  readonly accessToken: string;
  /** Whole seconds until the token expires. */
  readonly expiresIn: Seconds;
  /** How it is to be presented (RFC 6750; RFC 9449, section 7.1). */
  readonly tokenType: 'Bearer' | 'DPoP';
}

/** An absent claim may be spelled `undefined`: JSON leaves it out. */
type Payload = { [Name in keyof AccessTokenClaims]: AccessTokenClaims[Name] | undefined };

/** Bytes of a token's own id. */
const jtiBytes = 16;

/**
 * Returns a signed token that expires with its lifetime or its session, whichever comes first.
 *
 * @throws GemelError `token_would_be_too_large`; `keys_unavailable` where nothing may sign
 * @see RFC 9068, section 2
 */
export function mintAccessToken(parts: MintParts): MintedToken {
  const { record, jkt, now, maxBytes, runtime } = parts;
  const key = parts.keyRing.signingKey(now);
  const iat = Math.floor(now);
  const exp = Math.floor(Math.min(now + parts.lifetime, record.inactivityDeadline, record.overallDeadline));
  const payload: Payload = {
    iss: parts.issuer,
    sub: record.subject,
    aud: parts.audience,
    exp,
    iat,
    jti: runtime.randomText(jtiBytes),
    client_id: record.clientId,
    sid: record.sid,
    generation: record.generation,
    auth_time: record.authentication.time,
    amr: record.authentication.amr,
    acr: record.authentication.acr,
    roles: record.roles,
    permissions: record.permissions,
    act: record.act ?? undefined,
    cnf: jkt === null ? undefined : { jkt },
  };
  addCustomClaims(payload, record);
  const text = `${key.protectedHeader}.${runtime.encodeText(JSON.stringify(payload))}`;
  const accessToken = `${text}.${key.sign(text)}`;
  if (accessToken.length > maxBytes)
    throw new GemelError('token_would_be_too_large', { sid: record.sid, bytes: accessToken.length, maxBytes });
  return { accessToken, expiresIn: exp - iat, tokenType: jkt === null ? 'Bearer' : 'DPoP' };
}

/** A reserved name is passed over, so that nothing a hook returned can ever stand for a claim of ours. */
function addCustomClaims(payload: Payload, { claims }: SessionRecord): void {
  for (const name of Object.keys(claims)) {
    if (!RESERVED_CLAIMS.has(name)) Object.assign(payload, { [name]: claims[name] });
  }
}
