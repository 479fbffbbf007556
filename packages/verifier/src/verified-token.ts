/** A token that has passed every stage. */
import { type AccessTokenClaims, type Principal, principalFromClaims } from '@gemel/protocol';

/** Frozen all through, since requests that present the same token share it. */
export interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  /** Name of the key that signed it. */
  readonly kid: string;
  /** Made when it is first asked for. */
  readonly principal: Principal;
}

export function createVerifiedToken(claims: AccessTokenClaims, kid: string): VerifiedToken {
  let principal: Principal | undefined;
  return Object.freeze({
    claims,
    kid,
    get principal() {
      principal ??= principalFromClaims(claims);
      return principal;
    },
  });
}
