/** A token that has passed every stage. */
import { type AccessTokenClaims, type Principal, principalFromClaims } from '@gemel/protocol';

/** Shared by the requests that present the same token; claims and principal are frozen all through. */
export interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  /** Name of the key that signed it. */
  readonly kid: string;
  /** Made when it is first asked for. */
  readonly principal: Principal;
}

export function createVerifiedToken(claims: AccessTokenClaims, kid: string): VerifiedToken {
  let principal: Principal | undefined;
  return {
    claims,
    kid,
    get principal() {
      principal ??= principalFromClaims(claims);
      return principal;
    },
  };
}
