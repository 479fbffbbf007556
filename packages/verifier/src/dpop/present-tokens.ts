/** How a token is presented says what is asked of it: a bearer's is bound to no key; one of the DPoP scheme is, and a proof comes with it. */
import { type AccessTokenClaims, GemelError, isBase64urlOfLength, type Principal, type Seconds } from '@gemel/protocol';
import type { TokenVerifier } from '../token-verifier.ts';
import { afterwards } from './afterwards.ts';
import type { CheckProof } from './check-proof.ts';
import type { PresentedTokens, TokensWith } from './dpop.ts';

/** Bytes of a SHA-256 thumbprint. */
const thumbprintBytes = 32;

/** @see RFC 9449, sections 7.1 and 7.2 */
export function presentTokens<Whom extends Principal>(
  tokensWith: TokensWith<Whom>,
  { check, isRequired }: { readonly check: CheckProof; readonly isRequired: boolean },
  now: () => Seconds,
): PresentedTokens<Whom> {
  const bound = tokensWith(checkBinding);
  const bearers: TokenVerifier<Whom> = isRequired ? { verify: refuseUnbound } : tokensWith();
  return {
    bound,
    verify(token, request) {
      if (request === undefined) return bearers.verify(token);
      return afterwards(bound.verify(token), (verified) => {
        const jkt = verified.claims.cnf?.jkt ?? ''; // which `checkBinding` has judged
        return afterwards(check(request, now(), { text: token, jkt }), () => verified);
      });
    },
  };
}

/**
 * Bound by a thumbprint and by nothing else: what else it may be bound to is not asked for here.
 *
 * @throws GemelError `token_unbound`, `token_claims_invalid`
 * @see RFC 7800, section 3.1; RFC 9449, section 6.1
 */
export function checkBinding({ cnf, sid }: AccessTokenClaims): void {
  if (cnf === undefined) throw new GemelError('token_unbound', { sid });
  const { jkt, ...others } = Object(cnf) as Record<string, unknown>; // whose members are looked at
  const isThumbprint = typeof jkt === 'string' && isBase64urlOfLength(jkt, thumbprintBytes);
  if (!isThumbprint || Object.keys(others).length > 0) throw new GemelError('token_claims_invalid', { claim: 'cnf' });
}

function refuseUnbound(): never {
  throw new GemelError('token_unbound');
}
