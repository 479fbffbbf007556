/** The machine as the engine sees it on Node.js: clocks, timers, randomness and cryptography, and nothing else from `node:`. */
import { hash, hkdfSync } from 'node:crypto';
import { systemClock, systemSleep } from '@gemel/verifier';
import type { Runtime } from '../core/ports/runtime.ts';
import { openSealed, sealText } from './aes-gcm.ts';
import { createHmacSha256 } from './hmac-sha256.ts';
import { createRandomPool } from './random-pool.ts';
import { generateSigningKey, importSigningKey } from './signing-key.ts';
import { createTextComparison } from './text-comparison.ts';

/** Returns the runtime of this process; every secret-dependent comparison and derivation of the engine goes through it. */
export function createNodeRuntime(): Runtime {
  const hmacSha256 = createHmacSha256();
  return {
    clock: systemClock,
    sleep: systemSleep,
    randomText: createRandomPool(),
    encodeText: (text) => Buffer.from(text).toString('base64url'),
    sha256: (text) => hash('sha256', text, 'base64url'),
    hmacSha256,
    deriveKey: (secret, label) => new Uint8Array(hkdfSync('sha256', secret, '', label, 32)),
    isEqual: createTextComparison(),
    seal: sealText,
    open: openSealed,
    generateSigningKey: (algorithm) => generateSigningKey(algorithm, hmacSha256),
    importSigningKey: (algorithm, secret) => importSigningKey(algorithm, secret, hmacSha256),
  };
}
