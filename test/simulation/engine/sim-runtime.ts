/** The machine as an engine sees it in a simulation: the machine's clocks, chance from the seed, and a signer that costs little. */
import { createNodeRuntime } from '../../../packages/gemel/src/runtime/node-runtime.ts';
import type { Runtime, SigningKey } from '../../../packages/gemel/src/core/ports/runtime.ts';
import type { Process } from './machine.ts';
import type { Prng } from './prng.ts';

const keyBytes = 32;

/** Hashes are real; keys are symmetric and come from the seed, seals are not secret, and derived keys are derived once per process. */
export function createSimRuntime(process: Process, prng: Prng, derivedKeys: Map<string, Uint8Array>): Runtime {
  const real = createNodeRuntime();

  const keyFrom = (text: string): SigningKey => {
    const symmetricKey = new Uint8Array(Buffer.from(text, 'base64url'));
    return {
      algorithm: 'HS256',
      publicJwk: null,
      sign: (message) => real.hmacSha256(symmetricKey, message),
      exportSecret: () => text,
      symmetricKey,
    };
  };

  return {
    ...real,
    clock: process.machine.clock,
    sleep: process.sleep,
    randomText: prng.text,
    deriveKey(secret, label) {
      const name = `${label} ${secret}`;
      const known = derivedKeys.get(name) ?? real.deriveKey(secret, label);
      derivedKeys.set(name, known);
      return known;
    },
    seal: (key, plaintext, context) => `${real.hmacSha256(key, `${context} ${plaintext}`)}.${plaintext}`,
    open(key, sealed, context) {
      const plaintext = openTestSeal(sealed);
      return sealed === `${real.hmacSha256(key, `${context} ${plaintext}`)}.${plaintext}` ? plaintext : undefined;
    },
    generateSigningKey: () => keyFrom(prng.text(keyBytes)),
    importSigningKey: (_algorithm, secret) => keyFrom(secret),
  };
}

/** What lies in a seal of this runtime, without asking for the key. */
export function openTestSeal(sealed: string): string {
  return sealed.slice(sealed.indexOf('.') + 1);
}
