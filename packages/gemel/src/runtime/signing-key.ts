/** The signing algorithms that this runtime knows, each with how a key is made and read again. */
import { GemelError } from '@gemel/protocol';
import type { SigningKey } from '../core/ports/runtime.ts';
import { generateEd25519Key, importEd25519Key } from './ed25519-key.ts';
import { generateEs256Key, importEs256Key } from './es256-key.ts';
import type { HmacSha256 } from './hmac-sha256.ts';
import { generateHs256Key, importHs256Key } from './hs256-key.ts';
import { generateRsaKey, importRsaKey } from './rsa-key.ts';

interface SigningAlgorithm {
  generate(hmac: HmacSha256): SigningKey | Promise<SigningKey>;
  import(secret: string, hmac: HmacSha256): SigningKey;
}

const algorithms: ReadonlyMap<string, SigningAlgorithm> = new Map<string, SigningAlgorithm>([
  ['ES256', { generate: generateEs256Key, import: importEs256Key }],
  ['EdDSA', { generate: () => generateEd25519Key('EdDSA'), import: (secret) => importEd25519Key('EdDSA', secret) }],
  ['Ed25519', { generate: () => generateEd25519Key('Ed25519'), import: (secret) => importEd25519Key('Ed25519', secret) }],
  ['RS256', { generate: () => generateRsaKey('RS256'), import: (secret) => importRsaKey('RS256', secret) }],
  ['PS256', { generate: () => generateRsaKey('PS256'), import: (secret) => importRsaKey('PS256', secret) }],
  ['HS256', { generate: generateHs256Key, import: importHs256Key }],
]);

/** Makes a key; a promise where that takes long. @throws GemelError `keys_unavailable` for an algorithm that is not known. */
export function generateSigningKey(algorithm: string, hmac: HmacSha256): SigningKey | Promise<SigningKey> {
  return algorithmNamed(algorithm).generate(hmac);
}

/** @throws GemelError `keys_unavailable` for an algorithm that is not known, or where the text is no key of the algorithm. */
export function importSigningKey(algorithm: string, secret: string, hmac: HmacSha256): SigningKey {
  return algorithmNamed(algorithm).import(secret, hmac);
}

function algorithmNamed(name: string): SigningAlgorithm {
  const algorithm = algorithms.get(name);
  if (algorithm === undefined)
    throw new GemelError('keys_unavailable', `This version signs with ${[...algorithms.keys()].join(' or ')}, not ${name}.`);
  return algorithm;
}
