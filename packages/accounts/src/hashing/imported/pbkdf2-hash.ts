/** PBKDF2 (RFC 8018): `$pbkdf2-sha256$i=…,l=…$salt$hash`, and the older spelling of passlib, `$pbkdf2-sha256$29000$salt$hash`. */
import { pbkdf2, timingSafeEqual } from 'node:crypto';
import type { ReadHash } from './imported-hash.ts';
import { formatPhc, parsePhc, readParameters } from './phc-text.ts';

interface Digest {
  readonly name: string;
  readonly bytes: number;
}

const digests: Readonly<Record<string, Digest>> = {
  sha1: { name: 'sha1', bytes: 20 },
  sha256: { name: 'sha256', bytes: 32 },
  sha512: { name: 'sha512', bytes: 64 },
};

/** Iterations times the blocks of the result; each block begins anew. */
const mostWork = 2_000_000;

export const readPbkdf2: ReadHash = (text) => {
  const [head, name = 'sha1'] = /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$/.exec(text) ?? [];
  const digest = digests[name];
  if (head === undefined || digest === undefined) return undefined;
  const parsed = parsePhc(fromPasslib(text));
  const length = parsed?.hash.length ?? 0;
  const [i, l] =
    parsed === undefined || parsed.version !== 0 ? [] : (readParameters(parsed, ['i', 'l']) ?? readParameters(parsed, ['i']) ?? []);
  if (parsed === undefined || i === undefined || i < 1 || (l ?? length) !== length) {
    return { problem: `is no PBKDF2 hash of the form $pbkdf2-${name}$i=600000$salt$hash` };
  }
  const work = i * Math.ceil(length / digest.bytes);
  if (work > mostWork) return { problem: `is PBKDF2 with ${work} iterations in all its blocks: up to ${mostWork} is taken` };
  const { salt, hash } = parsed;
  return {
    ...formatPhc(`pbkdf2-${name}$i=${i},l=${length}`, salt, hash),
    family: `pbkdf2-${name}`,
    work,
    verify: async (password) => timingSafeEqual(await derive(password, salt, i, { ...digest, bytes: length }), hash),
    spend: async (more) => {
      if (more > 0) await derive('', salt, more, digest);
    },
  };
};

/** passlib writes the number of iterations alone, and a dot for the plus of base64. */
function fromPasslib(text: string): string {
  return text.replace(/^(\$pbkdf2(?:-sha\d+)?\$)([1-9]\d*\$)(.*)$/, (_, id: string, iterations: string, rest: string) => {
    return `${id}i=${iterations}${rest.replaceAll('.', '+')}`;
  });
}

function derive(password: string, salt: Uint8Array, iterations: number, { name, bytes }: Digest): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, bytes, name, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
