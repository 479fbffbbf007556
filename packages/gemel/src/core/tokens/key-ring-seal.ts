/** Takes stored keys out of their seals and puts them in; whatever a seal does not vouch for is not believed. */
import { GemelError, type PublicJwk } from '@gemel/protocol';
import { importVerificationKey, type VerificationKey } from '@gemel/verifier';
import type { StoredKey } from '../ports/key-store.ts';
import type { Runtime, SigningKey } from '../ports/runtime.ts';
import type { Secret, Secrets } from './secrets.ts';

/** A key out of its seal. */
export interface OpenedKey {
  readonly kid: string;
  /** Returns the signature of an ASCII text as base64url. */
  sign(text: string): string;
  readonly signingKey: SigningKey;
  readonly verificationKey: VerificationKey;
  /** Null for a symmetric key. */
  readonly publicJwk: PublicJwk | null;
  /** The protected header of each token that it signs, base64url. */
  readonly protectedHeader: string;
}

/** Bytes of a `kid`: random, so that none is ever used twice. */
const kidBytes = 16;

/** A seal is good for this key alone. */
const contextOf = (kid: string, algorithm: string): string => `gemel key ${kid} ${algorithm}`;

/** Makes a new key, sealed under the secret. */
export async function makeStoredKey(
  place: Pick<StoredKey, 'slot' | 'algorithm' | 'activeFrom'>,
  secret: Secret,
  runtime: Runtime,
): Promise<StoredKey> {
  const kid = runtime.randomText(kidBytes);
  const key = await runtime.generateSigningKey(place.algorithm);
  return { kid, ...place, publicJwk: publicJwkOf(kid, key), ...sealKey(kid, key, secret, runtime) };
}

/** Seals a key under the secret. */
export function sealKey(kid: string, key: SigningKey, secret: Secret, runtime: Runtime): Pick<StoredKey, 'sealedKey' | 'secretName'> {
  const sealedKey = runtime.seal(secret.sealingKey, key.exportSecret(), contextOf(kid, key.algorithm));
  return { sealedKey, secretName: secret.name };
}

/**
 * Opens a stored key. Its public half is computed from the private one: what the store says of it is not believed (ASVS 6.7.1).
 *
 * @throws GemelError `secret_mismatch` where no configured secret opens it
 */
export async function openStoredKey(stored: StoredKey, secrets: Secrets, runtime: Runtime): Promise<OpenedKey> {
  const { kid, algorithm } = stored;
  const secret = secrets.byName(stored.secretName);
  const opened = secret && runtime.open(secret.sealingKey, stored.sealedKey, contextOf(kid, algorithm));
  if (opened === undefined)
    throw new GemelError('secret_mismatch', secret === undefined ? unknownSecret(stored, secrets) : brokenSeal(stored));
  const signingKey = runtime.importSigningKey(algorithm, opened);
  const publicJwk = publicJwkOf(kid, signingKey);
  return {
    kid,
    sign: signingKey.sign,
    signingKey,
    publicJwk,
    verificationKey: await importVerificationKey(publicJwk ?? symmetricInput(kid, signingKey)),
    protectedHeader: runtime.encodeText(JSON.stringify({ alg: algorithm, typ: 'at+jwt', kid })),
  };
}

function publicJwkOf(kid: string, key: SigningKey): PublicJwk | null {
  return key.publicJwk === null ? null : { ...key.publicJwk, kid };
}

function symmetricInput(kid: string, key: SigningKey): { kid: string; alg: 'HS256'; symmetricKey: Uint8Array } {
  // J08: a key without bytes is no key.
  if (key.symmetricKey === null) throw new GemelError('keys_unavailable', `The key ${kid} has neither a public half nor symmetric bytes.`);
  return { kid, alg: 'HS256', symmetricKey: key.symmetricKey };
}

function unknownSecret({ kid, secretName }: StoredKey, { names }: Secrets): string {
  return (
    `The store's key ${kid} is sealed under the secret named ${secretName}; configured: ${names.join(', ')}. ` +
    'Configure the secret that this store was made with (beside the new one, to rotate), or begin with an empty store.'
  );
}

function brokenSeal({ kid, secretName }: StoredKey): string {
  return `The seal of the store's key ${kid} under the secret named ${secretName} is broken: restore the store from a backup, or delete that key from it.`;
}
