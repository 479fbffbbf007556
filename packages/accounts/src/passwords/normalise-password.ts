/** The one form in which a password is judged, hashed and verified. */

/** Code units beyond which a password is not even normalised; twice the longest that the options allow. */
const maxCodeUnits = 2048;

/**
 * Returns the password in NFC, and otherwise exactly as received; `undefined` where it is no text (a lone surrogate, which UTF-8
 * cannot carry and would make equal to every other one) or longer than any password can be.
 *
 * @see docs/decisions/2026-11-23-password-normalisation.md; NIST SP 800-63B-4, section 3.1.1.2; ASVS 6.2.8
 */
export function normalisePassword(password: string): string | undefined {
  if (password.length > maxCodeUnits || /\p{Surrogate}/u.test(password)) return undefined;
  const normalised = password.normalize('NFC');
  return normalised.length > maxCodeUnits ? undefined : normalised;
}
