/** argon2 of any kind and version (RFC 9106), made elsewhere and so without a pepper; its parameters in any order. */
import { type Algorithm, hash, verify, type Version } from '@node-rs/argon2';
import type { ReadHash } from './imported-hash.ts';
import { formatPhc, parsePhc, readParameters } from './phc-text.ts';

/** The library declares its numbers as enums that have no value at run time. */
const kinds: Readonly<Record<string, Algorithm>> = { argon2d: 0, argon2i: 1, argon2id: 2 };
const versions: Readonly<Record<number, Version>> = { 16: 0, 19: 1 };

/** KiB; and KiB times passes. */
const [mostMemory, mostWork] = [262_144, 1_048_576];
const mostLanes = 16;
const shortestSalt = 8;

export const readArgon2: ReadHash = (text) => {
  const [, kind = ''] = /^\$(argon2(?:d|i|id))\$/.exec(text) ?? [];
  const algorithm = kinds[kind];
  if (algorithm === undefined) return undefined;
  const parsed = parsePhc(text);
  // Texts from before there was a second version name none.
  const versionNumber = parsed?.version === 0 ? 16 : (parsed?.version ?? -1);
  const version = versions[versionNumber];
  const [m, t, p] = (parsed && readParameters(parsed, ['m', 't', 'p'])) ?? [];
  if (
    parsed === undefined ||
    version === undefined ||
    m === undefined ||
    t === undefined ||
    p === undefined ||
    parsed.salt.length < shortestSalt
  ) {
    return { problem: `is no argon2 hash of the form $${kind}$v=19$m=19456,t=2,p=1$salt$hash` };
  }
  if (t < 1 || p < 1 || p > mostLanes || m < 8 * p || m > mostMemory || m * t > mostWork) {
    return { problem: `is argon2 with m=${m},t=${t},p=${p}: up to m=${mostMemory}, m · t = ${mostWork} and p=${mostLanes} is taken` };
  }
  const costText = `v=${versionNumber}$m=${m},t=${t},p=${p}`;
  const spelled = formatPhc(`${kind}$${costText}`, parsed.salt, parsed.hash);
  return {
    ...spelled,
    family: `${kind} ${costText}`,
    work: 1,
    verify: (password) => verify(spelled.canonical, password),
    spend: async (work) => {
      if (work > 0) await hash('', { algorithm, version, memoryCost: m, timeCost: t, parallelism: p });
    },
  };
};
