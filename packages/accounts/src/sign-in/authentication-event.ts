/** What each way of proving who one is comes to in `amr` and `acr`: the one table of it. RFC 8176, OpenID Connect Core 1.0, section 2 */

/** How a sign-in, or a step of one, was proven. */
export type SignInWay = 'password' | 'totp' | 'recovery_code' | 'passkey' | 'link' | 'provider';

/** NIST SP 800-63B-4: one factor, or two. */
export type AuthenticationClass = 'aal1' | 'aal2';

interface WayRow {
  readonly amr: readonly string[];
  /** What kind of factor it is; a passkey with user verification is two. */
  readonly factors: readonly ('known' | 'held' | 'inherent')[];
}

const ways: Readonly<Record<SignInWay, WayRow>> = {
  password: { amr: ['pwd'], factors: ['known'] },
  totp: { amr: ['otp'], factors: ['held'] },
  recovery_code: { amr: ['otp'], factors: ['held'] },
  passkey: { amr: ['pop', 'user'], factors: ['held', 'inherent'] },
  // Neither proves more than a mailbox, or another's word: they stand for one factor of whichever kind (ASVS 6.3.6).
  link: { amr: ['email'], factors: ['known'] },
  provider: { amr: ['fed'], factors: ['known'] },
};

/** Every way. */
export const signInWays = Object.keys(ways) as readonly SignInWay[]; // keys forgets the names

export interface AuthenticationFacts {
  readonly amr: readonly string[];
  readonly acr: AuthenticationClass;
}

/** Returns the methods in their order, with `mfa` where they are of two kinds. */
export function authenticationFacts(used: readonly SignInWay[]): AuthenticationFacts {
  const amr = new Set(used.flatMap((way) => ways[way].amr));
  const isMultiple = isMultiFactor(used);
  if (isMultiple) amr.add('mfa');
  return { amr: [...amr], acr: isMultiple ? 'aal2' : 'aal1' };
}

export function isMultiFactor(used: readonly SignInWay[]): boolean {
  return new Set(used.flatMap((way) => ways[way].factors)).size > 1;
}

/** The ways that an event's `amr` tells of; where several read alike, the first. */
export function waysOf(amr: readonly string[]): readonly SignInWay[] {
  const isTold = (way: SignInWay): boolean => ways[way].amr.every((method) => amr.includes(method));
  return signInWays.filter((way) => way !== 'recovery_code' && isTold(way));
}
