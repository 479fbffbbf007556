/** Reads the one credential of the DPoP scheme that a request may carry (RFC 9449, section 7.1); the proof is in a header of its own. */
import { GemelError } from './gemel-error.ts';

const scheme = 'dpop ';

/** Whether an `Authorization` header is of the DPoP scheme; cheap for every other one. RFC 9110, section 11.1 (the scheme is case-insensitive) */
export function isDpopScheme(header: string): boolean {
  return (header.charCodeAt(0) | 32) === 100 && header.slice(0, scheme.length).toLowerCase() === scheme;
}

/**
 * Returns the token of an `Authorization` header of the DPoP scheme; that it is spelled like one is for the verifier's first stage.
 *
 * @param header as received; where it came several times, joined with `, ` (a comma is refused).
 * @throws GemelError `authorization_malformed` for another scheme, no token, several credentials, parameters or white space.
 */
export function readDpopToken(header: string): string {
  const token = header.slice(scheme.length);
  if (!isDpopScheme(header) || token === '' || /[ ,\t]/.test(token)) {
    throw new GemelError('authorization_malformed', 'not exactly one credential of the DPoP scheme');
  }
  return token;
}
