/** For which site passkeys are made and shown: its name, its domain and the origins of its pages. WebAuthn Level 3, section 5.1.2 */
import { isIP } from 'node:net';
import { accountDefaults, type AccountsOptions } from '../options.ts';

export interface PasskeySite {
  /** The domain that a passkey belongs to (the relying party's id). */
  readonly rpId: string;
  /** Where a browser, or an app of ours, may be when it makes or shows one. */
  readonly origins: readonly string[];
  /** What an authenticator calls the service. */
  readonly service: string;
  /** False where no browser makes a passkey: for an IP address. */
  readonly isAvailable: boolean;
  /** What is done with a passkey of the store that has no seal. */
  readonly unsealed: UnsealedPasskeys;
}

export type UnsealedPasskeys = 'refuse' | 'seal';

const androidOrigin = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

/** Fills in the defaults of passkeys; what is wrong goes to `problems`. */
export function resolvePasskeyOptions(given: AccountsOptions['passkeys'], issuer: string, problems: string[]): PasskeySite {
  const { hostname = '', origin = '', host = '' } = URL.canParse(issuer) ? new URL(issuer) : {};
  // What is no object has been reported.
  const options = typeof given === 'object' && given !== null ? given : {};
  const { rpId = hostname, origins = [origin], service = host, unsealed = accountDefaults.passkeys.unsealed } = options;
  if (!isDomainOf(rpId, hostname))
    problems.push(`passkeys.rpId must be the issuer's host or a domain that it lies in: write '${hostname}', or leave it out`);
  if (!Array.isArray(origins) || origins.length === 0 || !origins.every(isOrigin))
    problems.push(`passkeys.origins must be a list of origins: write ['${origin}'], or leave it out`);
  if (typeof service !== 'string' || service.trim() === '' || service.length > 64)
    problems.push("passkeys.service must be a name of at most 64 characters: write service: 'Orders'");
  if (unsealed !== 'refuse' && unsealed !== 'seal')
    problems.push("passkeys.unsealed must be 'refuse' or 'seal': write unsealed: 'refuse', or leave it out");
  return { rpId, origins, service, unsealed, isAvailable: isIP(rpId.replace(/^\[|\]$/g, '')) === 0 };
}

/** Whether a page of `host` may name `domain`; that it is no public suffix is for the browser to know. */
function isDomainOf(domain: unknown, host: string): boolean {
  if (typeof domain !== 'string' || domain === '') return false;
  return domain === host || (domain.includes('.') && host.endsWith(`.${domain}`));
}

function isOrigin(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  return androidOrigin.test(text) || (URL.canParse(text) && new URL(text).origin === text);
}
