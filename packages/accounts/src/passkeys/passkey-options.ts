/** What a browser is asked for: the arguments of `navigator.credentials.create` and `.get`, as JSON. WebAuthn Level 3, sections 5.4 and 5.5 */
import { createHash } from 'node:crypto';
import type { AccountRecord } from '../account.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { readPasskeyData } from './passkey-data.ts';
import type { PasskeySite } from './passkey-site.ts';

/** One passkey, named to a browser. */
export interface PasskeyDescriptor {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly type: 'public-key';
  /** How the browser may reach it; hints that it gave itself. */
  readonly transports: readonly string[];
}

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export interface PasskeyCreationOptions {
  readonly rp: { readonly id: string; readonly name: string };
  /** `id` is a hash: neither the address nor the account's subject. */
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  /** Milliseconds. */
  readonly timeout: number;
  /** The account's passkeys: an authenticator that has one makes no second. */
  readonly excludeCredentials: readonly PasskeyDescriptor[];
  readonly authenticatorSelection: {
    readonly residentKey: 'required';
    readonly requireResidentKey: true;
    readonly userVerification: 'required';
  };
  readonly attestation: 'none';
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export interface PasskeyRequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly userVerification: 'required';
  /** Empty where the account is not known: the browser offers what it has. */
  readonly allowCredentials: readonly PasskeyDescriptor[];
}

/** COSE: Ed25519, ECDSA with P-256, and RSASSA-PKCS1-v1_5 with SHA-256, which Windows Hello makes. RFC 9053, RFC 8812 */
export const passkeyAlgorithms: readonly number[] = [-7, -8, -257];

/** What the account is called to an authenticator: 32 bytes that say nothing about anybody. WebAuthn Level 3, section 14.6.1 */
export function userHandleOf(accountId: string): string {
  return createHash('sha256').update(`passkey ${accountId}`).digest('base64url');
}

interface Ceremony {
  readonly challenge: string;
  readonly timeout: number;
}

export function creationOptions(
  { rpId, service }: PasskeySite,
  { id, email }: AccountRecord,
  passkeys: readonly AuthenticatorRecord[],
  { challenge, timeout }: Ceremony,
): PasskeyCreationOptions {
  return {
    rp: { id: rpId, name: service },
    user: { id: userHandleOf(id), name: email, displayName: email },
    challenge,
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    excludeCredentials: passkeys.map(describe),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  };
}

export function requestOptions(
  { rpId }: PasskeySite,
  passkeys: readonly AuthenticatorRecord[],
  { challenge, timeout }: Ceremony,
): PasskeyRequestOptions {
  return { challenge, rpId, timeout, userVerification: 'required', allowCredentials: passkeys.map(describe) };
}

function describe({ lookup, data }: AuthenticatorRecord): PasskeyDescriptor {
  return { id: lookup, type: 'public-key', transports: readPasskeyData(data).transports };
}
