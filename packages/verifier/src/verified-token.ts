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

interface Lazy {
  claims: AccessTokenClaims;
  kid: string;
  made: Principal | undefined;
}

/** Shared, so that all verified tokens have one shape: a getter of their own would give each another one. */
const withPrincipal = {
  get principal(): Principal {
    const token = this as unknown as Lazy; // the only objects with this prototype are made below
    token.made ??= principalFromClaims(token.claims);
    return token.made;
  },
};

export function createVerifiedToken(claims: AccessTokenClaims, kid: string): VerifiedToken {
  const token = Object.create(withPrincipal) as VerifiedToken & Lazy; // the members are set in the next lines
  token.claims = claims;
  token.kid = kid;
  token.made = undefined;
  return token;
}
