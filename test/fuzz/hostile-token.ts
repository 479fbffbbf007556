/** The grammar of the fuzzer: each kind of input, and how one of it is made. */
import { createPrng, type Prng } from '../simulation/engine/prng.ts';
import { hostileJson } from './hostile-json.ts';
import { audience, issuer, now } from './reference-token.ts';
import type { Signer } from './signers.ts';

/** What inputs are made from. */
export interface Material {
  readonly signers: readonly Signer[];
  /** Good tokens to be changed: signing takes longer than checking. */
  readonly pool: readonly string[];
}

/** Everything that an input is made of comes from `prng` and the material. */
type Make = (prng: Prng, material: Material) => string;

const base64url = (value: string | Uint8Array): string => Buffer.from(value as string).toString('base64url'); // Buffer.from takes either

function goodClaims(prng: Prng): Readonly<Record<string, unknown>> {
  return {
    iss: issuer,
    sub: `user-${prng.int(1000)}`,
    aud: prng.chance(0.8) ? audience : ['https://other.example', audience],
    exp: now + 1 + prng.int(300),
    iat: now - prng.int(200),
    jti: prng.text(8),
    client_id: 'gemel',
    sid: prng.text(16),
    generation: 1 + prng.int(3),
    auth_time: now - prng.int(100_000),
    amr: ['pwd'],
    roles: prng.chance(0.5) ? [] : ['clerk'],
    permissions: ['orders:read'],
  };
}

const headerOf = ({ alg, kid }: Signer): Readonly<Record<string, unknown>> => ({ typ: 'at+jwt', alg, kid });

/** A MAC takes 5 µs to make, a signature on a curve 40, an RSA signature 2000: so most inputs have a MAC, and hardly any an RSA signature. */
function signerFor(prng: Prng, signers: readonly Signer[], shareOfMacs = 0.97): Signer {
  if (prng.chance(shareOfMacs)) return prng.pick(signers.slice(0, 1));
  return prng.pick(prng.chance(0.97) ? signers.slice(1, 3) : signers.slice(3));
}

function assemble(signer: Signer, header: string | Uint8Array, payload: string | Uint8Array): string {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${signer.sign(text).toString('base64url')}`;
}

const issued: Make = (prng, { signers }) => {
  const signer = signerFor(prng, signers);
  return assemble(signer, JSON.stringify(headerOf(signer)), JSON.stringify(goodClaims(prng)));
};

const claims: Make = (prng, { signers }) => {
  const signer = signerFor(prng, signers);
  const text = hostileJson(prng, goodClaims(prng));
  return assemble(signer, JSON.stringify(headerOf(signer)), prng.chance(0.05) ? scratchedBytes(prng, text) : text);
};

const header: Make = (prng, { signers }) => {
  const signer = signerFor(prng, signers);
  const text = hostileJson(prng, headerOf(signer));
  return assemble(signer, prng.chance(0.05) ? scratchedBytes(prng, text) : text, JSON.stringify(goodClaims(prng)));
};

/** Bytes that are UTF-8 no more, or in another encoding. */
function scratchedBytes(prng: Prng, text: string): Uint8Array {
  if (prng.chance(0.1)) return Buffer.from(text, 'utf16le');
  const bytes = Buffer.from(text);
  if (bytes.length > 0) bytes[prng.int(bytes.length)] = prng.pick([0x80, 0xc0, 0xed, 0xff, 0x00, 0xf8]);
  return bytes;
}

const crossed: Make = (prng, { signers }) => {
  const [signer, other] = [signerFor(prng, signers, 0.5), prng.pick(signers)];
  const alg = prng.pick([other.alg, signer.alg, 'none', 'NONE', 'HS384', 'ES384', 'es256', '', 'Ed25519']);
  const kid = prng.pick([other.kid, signer.kid, '', '__proto__', 'constructor', 'toString', `${signer.kid} `, signer.kid.toUpperCase()]);
  return assemble(
    signer,
    JSON.stringify({ typ: prng.pick(['at+jwt', 'at+jwt', 'JWT', 'dpop+jwt']), alg, kid }),
    JSON.stringify(goodClaims(prng)),
  );
};

const characters = [
  'A',
  'B',
  'Q',
  'g',
  'w',
  '_',
  '-',
  '+',
  '/',
  '=',
  '.',
  ' ',
  '\n',
  '\t',
  '\u0000',
  'Ł',
  'ａ',
  '\u200b',
  '🙂',
  '%2e',
  '"',
  '{',
];

const respelled: Make = (prng, { pool }) => {
  let token = prng.pick(pool);
  for (let edits = 1 + prng.int(3); edits > 0; edits--) token = respell(prng, token);
  return token;
};

function respell(prng: Prng, token: string): string {
  const at = prng.int(token.length + 1);
  const parts = token.split('.');
  const part = prng.int(parts.length);
  switch (prng.int(12)) {
    case 0:
      return token.slice(0, at) + prng.pick(characters) + token.slice(at);
    case 1:
      return token.slice(0, at) + token.slice(at + 1);
    case 2:
      return token.slice(0, at) + prng.pick(characters) + token.slice(at + 1);
    case 3:
      return parts.with(part, loosened(prng, parts[part] ?? '')).join('.');
    case 4:
      return parts.with(part, `${parts[part] ?? ''}${'='.repeat(1 + prng.int(2))}`).join('.');
    case 5:
      return parts.with(part, '').join('.');
    case 6:
      return parts.toSpliced(part, 1).join('.');
    case 7:
      return parts.toSpliced(part, 0, prng.pick(['', 'AAAA', parts[part] ?? ''])).join('.');
    case 8:
      return parts.with(part, parts[prng.int(parts.length)] ?? '').join('.');
    case 9:
      return prng.pick([
        ` ${token}`,
        `${token}\n`,
        `Bearer ${token}`,
        `"${token}"`,
        `${token}.`,
        `.${token}`,
        `${token}${token}`,
        token.replaceAll('.', '%2E'),
      ]);
    case 10:
      return JSON.stringify({ protected: parts[0], payload: parts[1], signature: parts[2] });
    default:
      return token.slice(0, at);
  }
}

/** The same bytes to a lenient reader: bits that say nothing are set, or the other alphabet is used. */
function loosened(prng: Prng, text: string): string {
  if (prng.chance(0.3)) return text.replaceAll('-', '+').replaceAll('_', '/');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) ^ (1 + prng.int(3)));
}

/** Spelled so that a lenient reader sees the same bytes, and signed as it is spelled. */
const loose: Make = (prng, { signers }) => {
  const signer = signerFor(prng, signers);
  const parts = [base64url(JSON.stringify(headerOf(signer))), base64url(JSON.stringify(goodClaims(prng)))];
  const part = prng.int(2);
  const change = prng.pick([
    loosened,
    (_prng: Prng, text: string) => `${text}=`,
    (_prng: Prng, text: string) => `${text.slice(0, 8)}\n${text.slice(8)}`,
  ]);
  const text = parts.with(part, change(prng, parts[part] ?? '')).join('.');
  return `${text}.${signer.sign(text).toString('base64url')}`;
};

/** Only the signature is touched, by what its algorithm makes of numbers. */
const signature: Make = (prng, { signers }) => {
  const signer = prng.pick(signers);
  // Few texts, signed once: an RSA signature takes 2 ms.
  const claimsOfText = goodClaims(createPrng(prng.int(64), signer.kid));
  const text = `${base64url(JSON.stringify(headerOf(signer)))}.${base64url(JSON.stringify(claimsOfText))}`;
  const good = signer.sign(text, true);
  return `${text}.${changedSignature(prng, good, signers).toString('base64url')}`;
};

function changedSignature(prng: Prng, good: Buffer, signers: readonly Signer[]): Buffer {
  const half = good.length >> 1;
  const parts = [good.subarray(0, half), good.subarray(half)] as const;
  const number = specials[prng.int(specials.length)] ?? Buffer.alloc(32);
  const changed = Buffer.from(good);
  switch (prng.int(9)) {
    case 0:
      changed[prng.int(good.length)] = prng.int(256);
      return changed;
    case 1:
      return Buffer.concat([parts[1], parts[0]]);
    case 2:
      return Buffer.concat([number, parts[1]]);
    case 3:
      return Buffer.concat([parts[0], number]);
    case 4:
      return Buffer.concat([number, specials[prng.int(specials.length)] ?? number]);
    case 5:
      return good.subarray(0, prng.int(good.length + 1));
    case 6:
      return Buffer.concat([good, Buffer.alloc(1 + prng.int(4), prng.int(2) * 255)]);
    case 7:
      return prng.pick(signers).sign(`another text ${prng.int(8)}`, true);
    default:
      return shifted(prng, good);
  }
}

const orders = [
  0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n, // of P-256
  2n ** 252n + 27742317777372353535851937790883648493n, // of edwards25519
];
const specials = [0n, 1n, ...orders.flatMap((order) => [order - 1n, order, order + 1n]), (1n << 256n) - 1n, 1n << 255n].map((number) =>
  Buffer.from(number.toString(16).padStart(64, '0'), 'hex'),
);

/** Adds the order to the second half, or takes the half from it: the other numbers that stand for the same scalar. */
function shifted(prng: Prng, good: Buffer): Buffer {
  if (good.length !== 64) return Buffer.from(good).fill(0, 0, prng.int(good.length));
  const isLittle = prng.chance(0.5);
  const order = isLittle ? (orders[1] ?? 1n) : (orders[0] ?? 1n);
  const digits = isLittle ? good.subarray(32).toReversed() : good.subarray(32);
  const scalar = BigInt(`0x${Buffer.from(digits).toString('hex')}`);
  const other = prng.chance(0.5) ? scalar + order : order > scalar ? order - scalar : scalar;
  const bytes = Buffer.from((other % (1n << 256n)).toString(16).padStart(64, '0'), 'hex');
  return Buffer.concat([good.subarray(0, 32), isLittle ? bytes.toReversed() : bytes]);
}

const huge: Make = (prng, { signers, pool }) => {
  const [signer] = signers;
  if (signer === undefined) return '';
  const filling = prng.pick(['A', '.', '=', '{', '\u0000', 'é', 'AAAA.', '\\']).repeat(1 + prng.int(20_000));
  switch (prng.int(4)) {
    case 0:
      return filling;
    case 1:
      return assemble(signer, JSON.stringify(headerOf(signer)), JSON.stringify({ ...goodClaims(prng), filling }));
    case 2:
      return assemble(
        signer,
        JSON.stringify({ ...headerOf(signer), filling: filling.slice(0, prng.int(1200)) }),
        JSON.stringify(goodClaims(prng)),
      );
    default:
      return `${prng.pick(pool)}${filling}`;
  }
};

/** Returns good tokens, a few by each signer and most by the first. */
export function createPool(signers: readonly Signer[]): readonly string[] {
  return Array.from({ length: 512 }, (_, index) => {
    const prng = createPrng(index, 'pool');
    const signer = signers[index % 16] ?? prng.pick(signers.slice(0, 1));
    const text = `${base64url(JSON.stringify(headerOf(signer)))}.${base64url(JSON.stringify(goodClaims(prng)))}`;
    return `${text}.${signer.sign(text, true).toString('base64url')}`;
  });
}

/** Kind → how often, in a thousand, and how. Signatures that are not MACs make an input a hundred times as dear. */
export const kinds: readonly (readonly [kind: string, share: number, make: Make])[] = [
  ['issued', 30, issued],
  ['respelled', 450, respelled],
  ['loose', 20, loose],
  ['claims', 250, claims],
  ['header', 180, header],
  ['crossed', 10, crossed],
  ['signature', 50, signature],
  ['huge', 10, huge],
];
