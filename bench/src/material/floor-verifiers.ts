/** The floors of a cold token check: what somebody would write by hand for exactly these tokens, plainly and tuned. They are no verifiers: nothing hostile was thought of. */
import { Buffer } from 'node:buffer';
import crypto from 'node:crypto';
import { type BenchKeys, hashOf, issuer } from './bench-token.ts';
import { derOf } from './der-signature.ts';
import type { HeaderCheck } from './presented-headers.ts';

const scheme = 'Bearer '.length;

/** Parse, verify, compare the claims, line after line; the signature in the fastest form that `node:crypto` has. */
export function createStraightCheck(keys: BenchKeys): HeaderCheck {
  const holds = keys.algorithm === 'HS256' ? straightMac(keys) : straightSignature(keys);
  return (authorization) => {
    const token = authorization.slice(scheme);
    const first = token.indexOf('.');
    const second = token.indexOf('.', first + 1);
    checkHeader(keys, JSON.parse(Buffer.from(token.slice(0, first), 'base64url').toString()) as Header); // signed by us
    if (!holds(token.slice(0, second), token.slice(second + 1))) throw new Error('straight: refused');
    checkClaims(JSON.parse(Buffer.from(token.slice(first + 1, second), 'base64url').toString()) as Claims); // signed by us
  };
}

/** The same with all that is known beforehand taken out: the header compared as text, buffers kept, HMAC as two hashes over prepared pads. */
export function createTunedCheck(keys: BenchKeys): HeaderCheck {
  const holds = keys.algorithm === 'HS256' ? tunedMac(keys) : tunedSignature(keys);
  let knownHeader = '';
  return (authorization) => {
    const second = authorization.lastIndexOf('.');
    const first = authorization.indexOf('.', scheme);
    const header = authorization.slice(scheme, first);
    if (header !== knownHeader) {
      checkHeader(keys, JSON.parse(Buffer.from(header, 'base64url').toString()) as Header); // signed by us
      knownHeader = header;
    }
    if (!holds(authorization.slice(scheme, second), authorization.slice(second + 1))) throw new Error('tuned: refused');
    checkClaims(JSON.parse(Buffer.from(authorization.slice(first + 1, second), 'base64url').toString('latin1')) as Claims); // signed by us
  };
}

interface Header {
  readonly alg: string;
  readonly typ: string;
  readonly kid: string;
}

interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly exp: number;
  readonly iat: number;
}

type Holds = (input: string, signature: string) => boolean;

function checkHeader(keys: BenchKeys, { alg, typ, kid }: Header): void {
  if (alg !== keys.algorithm || typ !== 'at+jwt' || kid !== keys.kid) throw new Error('floor: another header');
}

function checkClaims({ iss, aud, exp, iat }: Claims): void {
  const now = Date.now() / 1000;
  if (iss !== issuer || aud !== issuer || !(now < exp) || iat > now + 5) throw new Error('floor: refused claims');
}

function straightMac({ keyObject }: BenchKeys): Holds {
  return (input, signature) => {
    const given = Buffer.from(signature, 'base64url');
    const mac = crypto.createHmac('sha256', keyObject).update(input).digest();
    return given.length === mac.length && crypto.timingSafeEqual(mac, given);
  };
}

function straightSignature({ algorithm, keyObject }: BenchKeys): Holds {
  const hash = hashOf(algorithm);
  return (input, signature) => {
    const raw = Buffer.from(signature, 'base64url');
    return crypto.verify(hash, Buffer.from(input), keyObject, algorithm === 'ES256' ? derOf(raw) : raw);
  };
}

const blockBytes = 64;
const digestBytes = 32;

function tunedMac({ keyObject }: BenchKeys): Holds {
  const key = keyObject.export();
  const inner = Buffer.alloc(2048, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  const [mac, given] = [Buffer.alloc(digestBytes), Buffer.alloc(digestBytes)];
  return (input, signature) => {
    const end = blockBytes + inner.write(input, blockBytes, 'latin1');
    outer.write(crypto.hash('sha256', inner.subarray(0, end), 'binary'), blockBytes, 'latin1');
    mac.write(crypto.hash('sha256', outer, 'binary'), 'latin1');
    return given.write(signature, 'base64url') === digestBytes && crypto.timingSafeEqual(mac, given);
  };
}

function tunedSignature({ algorithm, keyObject }: BenchKeys): Holds {
  const hash = hashOf(algorithm);
  const [input, raw] = [Buffer.alloc(2048), Buffer.alloc(512)];
  return (text, signature) => {
    const given = raw.subarray(0, raw.write(signature, 'base64url'));
    const signed = input.subarray(0, input.write(text, 'latin1'));
    return crypto.verify(hash, signed, keyObject, algorithm === 'ES256' ? derOf(given) : given);
  };
}
