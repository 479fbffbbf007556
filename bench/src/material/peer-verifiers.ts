/** The peers that check a token's signature and claims, each set up as its documentation says, with the same demands. */
import crypto from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import jsonwebtoken from 'jsonwebtoken';
import type { Contender } from '../contender.ts';
import { type BenchKeys, hashOf, issuer } from './bench-token.ts';
import { derOf } from './der-signature.ts';
import type { HeaderCheck } from './presented-headers.ts';

const scheme = 'Bearer '.length;

/** The signature alone, in the fastest form that `node:crypto` has, over bytes prepared beforehand: what nobody can be faster than. */
export function createRawContender(keys: BenchKeys, headers: readonly string[]): Contender {
  const parts = headers.map((header) => splitToken(keys, header.slice(scheme)));
  const isValid = keys.algorithm === 'HS256' ? isRightMac : isRightSignature;
  let next = 0;
  return {
    name: keys.algorithm === 'HS256' ? 'raw createHmac + timingSafeEqual' : 'raw crypto.verify',
    run: (count) => {
      for (let done = 0; done < count; done++) {
        const part = parts[next];
        if (part === undefined || !isValid(keys, part)) throw new Error('raw: refused');
        next = next + 1 === parts.length ? 0 : next + 1;
      }
    },
  };
}

interface SplitToken {
  readonly input: Buffer;
  readonly signature: Buffer;
}

function splitToken(keys: BenchKeys, token: string): SplitToken {
  const end = token.lastIndexOf('.');
  const raw = Buffer.from(token.slice(end + 1), 'base64url');
  return { input: Buffer.from(token.slice(0, end)), signature: keys.algorithm === 'ES256' ? derOf(raw) : raw };
}

function isRightMac(keys: BenchKeys, { input, signature }: SplitToken): boolean {
  return crypto.timingSafeEqual(crypto.createHmac('sha256', keys.keyObject).update(input).digest(), signature);
}

function isRightSignature(keys: BenchKeys, { input, signature }: SplitToken): boolean {
  return crypto.verify(hashOf(keys.algorithm), input, keys.keyObject, signature);
}

/** fast-jwt, with a cache of `cacheSize` tokens or none. */
export function createFastJwtCheck(keys: BenchKeys, cacheSize: number | false): HeaderCheck {
  const verify = createVerifier({
    key: keys.keyText,
    algorithms: [keys.algorithm],
    allowedIss: issuer,
    allowedAud: issuer,
    cache: cacheSize,
  });
  return (header) => {
    const claims: { readonly sub?: unknown } = verify(header.slice(scheme));
    if (typeof claims.sub !== 'string') throw new Error('fast-jwt: no subject');
  };
}

/** jsonwebtoken, given a KeyObject or the key's text (PEM, or the secret's bytes), which it reads again for each token. */
export function createJsonwebtokenCheck(keys: BenchKeys, form: 'KeyObject' | 'text'): HeaderCheck {
  const key = form === 'KeyObject' ? keys.keyObject : keys.keyText;
  if (keys.algorithm === 'EdDSA') throw new Error('jsonwebtoken has no EdDSA');
  const options = { algorithms: [keys.algorithm], issuer, audience: issuer };
  return (header) => {
    const claims = jsonwebtoken.verify(header.slice(scheme), key, options);
    if (typeof claims.sub !== 'string') throw new Error('jsonwebtoken: no subject');
  };
}
