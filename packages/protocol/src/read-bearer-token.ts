/** Reads the one Bearer credential that a request may carry, and refuses every other `Authorization` header. */
import { GemelError } from './gemel-error.ts';

const scheme = 'Bearer ';

/**
 * Returns the token of an `Authorization` header.
 *
 * Only what could make it anything but one credential is refused here; that each character of the token is one that a token may hold
 * is for the verifier's first stage, which a token seen before need not pass again.
 *
 * @param header the header as received; where it came several times, joined with `, ` (a comma is refused).
 * @throws GemelError `authorization_malformed` for another scheme, no token, several credentials, parameters or white space.
 * @see RFC 6750, section 2.1; RFC 9110, section 11.4 (the scheme is case-insensitive)
 */
export function readBearerToken(header: string): string {
  if (!header.startsWith(scheme) && header.slice(0, scheme.length).toLowerCase() !== 'bearer ') throw malformed('not the Bearer scheme');
  const token = header.slice(scheme.length);
  if (token === '' || token.includes(' ') || token.includes(',') || token.includes('\t')) throw malformed('not exactly one credential');
  return token;
}

function malformed(why: string): GemelError {
  return new GemelError('authorization_malformed', why);
}
