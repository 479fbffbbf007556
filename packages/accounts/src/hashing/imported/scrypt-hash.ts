/** scrypt (RFC 7914): `$scrypt$ln=…,r=…,p=…$`, and two variants that spell the password or the result otherwise. */
import { createCipheriv, scrypt, timingSafeEqual } from 'node:crypto';
import type { HashProblem, ImportedHash, ReadHash } from './imported-hash.ts';
import { formatPhc, parsePhc, readParameters } from './phc-text.ts';

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** N · r · p; memory is 128 bytes times N · r, so at most 128 MiB. */
const mostWork = 2 ** 20;
const memoryLimit = 256 * 2 ** 20;

interface Variant {
  /** Returns what is compared with the hash. */
  derive(password: string, salt: Uint8Array, cost: Cost, length: number): Promise<Uint8Array>;
}

const variants: Readonly<Record<string, Variant>> = {
  scrypt: { derive: deriveScrypt },
  // better-auth: compatibility characters become the ones that they stand for.
  'scrypt-nfkc': { derive: (password, ...rest) => deriveScrypt(password.normalize('NFKC'), ...rest) },
  // Firebase encrypts its signer key with the derived one: here is the key stream that it did it with, and so no signer key.
  'scrypt-firebase': {
    derive: async (password, salt, cost, length) => {
      const key = await deriveScrypt(password, salt, cost, 32);
      return createCipheriv('aes-256-ctr', key, new Uint8Array(16)).update(new Uint8Array(length));
    },
  },
};

export const readScrypt: ReadHash = (text) => {
  const [, id] = /^\$(scrypt(?:-[a-z]+)?)\$/.exec(text) ?? [];
  const variant = id === undefined || !Object.hasOwn(variants, id) ? undefined : variants[id];
  if (id === undefined || variant === undefined) return undefined;
  const parsed = parsePhc(text);
  const [ln, r, p] = (parsed?.version === 0 && readParameters(parsed, ['ln', 'r', 'p'])) || [];
  if (parsed === undefined || ln === undefined || r === undefined || p === undefined) {
    return { problem: `is no scrypt hash of the form $${id}$ln=16,r=8,p=1$salt$hash` };
  }
  return checkCost({ ln, r, p }) ?? buildHash(id, variant, { cost: { ln, r, p }, salt: parsed.salt, hash: parsed.hash });
};

interface Made {
  readonly cost: Cost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

function buildHash(id: string, variant: Variant, { cost, salt, hash }: Made): ImportedHash {
  const costText = `ln=${cost.ln},r=${cost.r},p=${cost.p}`;
  return {
    ...formatPhc(`${id}$${costText}`, salt, hash),
    // Memory makes cost anything but proportional, so each set of parameters is on its own.
    family: `scrypt ${costText}`,
    work: 1,
    verify: async (password) => timingSafeEqual(await variant.derive(password, salt, cost, hash.length), hash),
    spend: async (work) => {
      if (work > 0) await deriveScrypt('', salt, cost, hash.length);
    },
  };
}

function checkCost({ ln, r, p }: Cost): HashProblem | undefined {
  const isTaken = ln >= 1 && ln <= 20 && r >= 1 && p >= 1 && 2 ** ln * r * p <= mostWork;
  return isTaken ? undefined : { problem: `is scrypt with ln=${ln},r=${r},p=${p}: up to 2^ln · r · p = ${mostWork} is taken` };
}

function deriveScrypt(password: string, salt: Uint8Array, { ln, r, p }: Cost, length: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, { N: 2 ** ln, r, p, maxmem: memoryLimit }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
