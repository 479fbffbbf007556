/** A key of each algorithm, what it has signed, and so what may be accepted: the part of the fuzzer that knows the truth. */
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { KeyMaterial } from '@gemel/verifier';

export interface Signer {
  readonly alg: string;
  readonly kid: string;
  /** What a verifier is given. */
  readonly material: KeyMaterial;
  /** Signs for the fuzzer, which remembers for some time that the text is genuine; for ever where that is wanted. */
  sign(text: string, isKept?: boolean): Buffer;
  /** Whether the text was signed and the signature is one that the algorithm allows for it. */
  isGenuine(text: string, signature: Buffer): boolean;
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Texts that are remembered; a fuzzer asks about what it has just signed. */
const mostRemembered = 20_000;

function createSigner(alg: string, material: KeyMaterial, signBytes: (text: string) => Buffer): Signer {
  const signed = new Map<string, Buffer>();
  const kept = new Map<string, Buffer>();
  return {
    alg,
    kid: material.kid,
    material,
    sign(text, isKept = false) {
      const known = kept.get(text) ?? signed.get(text);
      if (known !== undefined) return known;
      if (signed.size >= mostRemembered) signed.clear();
      const signature = signBytes(text);
      (isKept ? kept : signed).set(text, signature);
      return signature;
    },
    isGenuine(text, signature) {
      const made = kept.get(text) ?? signed.get(text);
      return made !== undefined && (signature.equals(made) || (alg === 'ES256' && signature.equals(mirrored(made))));
    },
  };
}

/** The other signature of ECDSA: n - s in place of s is as good. */
function mirrored(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')]);
}

function publicMaterial(publicKey: KeyObject, alg: string, kid: string): KeyMaterial {
  return { ...(publicKey.export({ format: 'jwk' }) as { kty: string }), alg, kid, use: 'sig' }; // every JWK has a kty
}

/** One of each algorithm; Ed25519 is EdDSA by another name. The first one is the MAC. */
export function createSigners(): readonly Signer[] {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const secret = Buffer.alloc(32, 'the fuzzer');
  const pss = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return [
    createSigner('HS256', { kid: 'hs', alg: 'HS256', symmetricKey: secret }, (text) =>
      createHmac('sha256', secret).update(text, 'latin1').digest(),
    ),
    createSigner('ES256', publicMaterial(ec.publicKey, 'ES256', 'es'), (text) =>
      sign('sha256', Buffer.from(text, 'latin1'), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
    ),
    createSigner('EdDSA', publicMaterial(ed.publicKey, 'EdDSA', 'ed'), (text) => sign(null, Buffer.from(text, 'latin1'), ed.privateKey)),
    createSigner('RS256', publicMaterial(rsa.publicKey, 'RS256', 'rs'), (text) =>
      sign('sha256', Buffer.from(text, 'latin1'), rsa.privateKey),
    ),
    createSigner('PS256', publicMaterial(rsa.publicKey, 'PS256', 'ps'), (text) => sign('sha256', Buffer.from(text, 'latin1'), pss)),
  ];
}
