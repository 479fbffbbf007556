/** Judges one proof of possession: by whom it is signed, for what request, when, for which token, and whether it was seen before. */
import { GemelError, type Seconds } from '@gemel/protocol';
import { sha256 } from '#signature';
import { afterwards } from './afterwards.ts';
import type { BoundToken, ProvenRequest } from './dpop.ts';
import { createProofKeys, type ProofKey } from './proof-keys.ts';
import { createProofMemory, type ProofMemory } from './proof-memory.ts';
import { parseProof, type ParsedProof, type ProofClaims } from './parse-proof.ts';
import { normalUrl } from './normal-url.ts';

export interface ProofSettings {
  readonly url: string;
  readonly algorithms: readonly string[];
  readonly maxAge: Seconds;
  readonly clockTolerance: Seconds;
  readonly memorySize: number;
}

/** Returns the thumbprint of the key that has signed the request's proof. @throws GemelError (or rejects) `proof_invalid`, `request_throttled` */
export type CheckProof = (request: ProvenRequest, now: Seconds, token?: BoundToken) => string | Promise<string>;

/** @see RFC 9449, section 4.3 */
export function createCheckProof(settings: ProofSettings): CheckProof {
  const keys = createProofKeys(settings.algorithms);
  const memory = createProofMemory(settings.memorySize, settings.maxAge);
  const base = settings.url.replace(/\/$/, '');

  /** Nothing of the payload is believed before this; a key that the token is not bound to is not worth the check of a signature. */
  function checkSigned(proof: ParsedProof, key: ProofKey, token: BoundToken | undefined): void | Promise<void> {
    if (token !== undefined && key.jkt !== token.jkt) throw wrong('it is by another key than the token is bound to');
    return afterwards(key.holds(proof.signingInput, proof.signature), (holds) => {
      if (!holds) throw wrong('its signature does not hold');
      keys.remember(proof.headerText, key);
    });
  }

  function checkClaims({ htm, htu, iat }: ProofClaims, { method, message }: ProvenRequest, now: Seconds): void {
    const target = targetOf(message);
    if (htm !== method) throw wrong('htm is another method');
    if (target === undefined || normalUrl(htu) !== normalUrl(base + target)) throw wrong('htu is another URL');
    if (iat > now + settings.clockTolerance) throw wrong('iat is ahead');
    if (iat < now - settings.maxAge) throw wrong('iat is past');
  }

  function checkToken(claims: ProofClaims, token: BoundToken | undefined): void | Promise<void> {
    if (token === undefined) return undefined;
    return afterwards(sha256(token.text), (hash) => {
      if (claims.ath !== hash) throw wrong('ath is of another token');
    });
  }

  return (request, now, token) => {
    const proof = parseProof(request.header('dpop'));
    return afterwards(keys.find(proof.headerText), (key) =>
      afterwards(checkSigned(proof, key, token), () => {
        const claims = proof.readClaims();
        checkClaims(claims, request, now);
        return afterwards(checkToken(claims, token), () => useOnce(memory, key, claims, now));
      }),
    );
  };
}

/** Last, so that what does not hold takes no room; and in one step, so that of many at once one is the first. */
function useOnce(memory: ProofMemory, { jkt }: ProofKey, { jti, iat }: ProofClaims, now: Seconds): string {
  if (!memory.use(jkt + jti, iat, now)) throw wrong('it was used before');
  return jkt;
}

/** The path as it was sent; of a whole URL, which a request to a proxy may name, only that. */
function targetOf(message: ProvenRequest['message']): string | undefined {
  const sent = message?.originalUrl ?? message?.url;
  if (sent === undefined || sent.startsWith('/')) return sent;
  return URL.canParse(sent) ? new URL(sent).pathname : undefined;
}

function wrong(why: string): GemelError {
  return new GemelError('proof_invalid', { why });
}
