/** A token that has passed every stage. */
import type { AccessTokenClaims, Principal } from '@gemel/protocol';

/** Shared by the requests that present the same token; claims and principal are frozen all through. */
export interface VerifiedToken<Whom extends Principal = Principal> {
  readonly claims: AccessTokenClaims;
  /** Name of the key that signed it. */
  readonly kid: string;
  /** Made when it is first asked for. */
  readonly principal: Whom;
}

interface Lazy {
  claims: AccessTokenClaims;
  kid: string;
  principalFrom: (claims: AccessTokenClaims) => Principal;
  made: Principal | undefined;
}

/** Shared, so that all verified tokens have one shape: a getter of their own would give each another one. */
const withPrincipal = {
  get principal(): Principal {
    const token = this as unknown as Lazy; // the only objects with this prototype are made below
    token.made ??= token.principalFrom(token.claims);
    return token.made;
  },
};

export function createVerifiedToken<Whom extends Principal>(
  claims: AccessTokenClaims,
  kid: string,
  principalFrom: (claims: AccessTokenClaims) => Whom,
): VerifiedToken<Whom> {
  const token = Object.create(withPrincipal) as VerifiedToken<Whom> & Lazy; // the members are set in the next lines
  token.claims = claims;
  token.kid = kid;
  token.principalFrom = principalFrom;
  token.made = undefined;
  return token;
}
