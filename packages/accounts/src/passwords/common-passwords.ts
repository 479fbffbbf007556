/** Passwords that an attacker tries first: a list of 49,233, and what is plainly made of it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createFingerprintSet, type FingerprintSet } from './fingerprint-set.ts';

export interface CommonPasswords {
  /** How many passwords the list holds, and in how many bytes. */
  readonly size: number;
  readonly byteLength: number;
  /** Judges a normalised password. */
  isCommon(password: string): boolean;
}

/** Repeating fewer code points than this is no password, whatever they are. */
const shortestUnit = 5;

/**
 * Reads the list (NIST SP 800-63B-4, 3.1.1.2; ASVS 6.2.4, 6.2.12) and keeps 197 kB of fingerprints of it; the texts are let go. One honest
 * password in 87,000 looks as if it were on the list.
 */
export async function loadCommonPasswords(): Promise<CommonPasswords> {
  // Read as a file, not imported: a module's strings would stay in memory for good.
  const require = createRequire(import.meta.url);
  const path = require.resolve('@zxcvbn-ts/language-common/src/passwords.json');
  const list: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(list)) throw new TypeError('The list of common passwords is not a list.');
  return createCommonPasswords(list.filter((entry) => typeof entry === 'string'));
}

/** @param list lower-case passwords */
export function createCommonPasswords(list: readonly string[]): CommonPasswords {
  const set = createFingerprintSet(list);
  return {
    size: set.size,
    byteLength: set.byteLength,
    isCommon: (password) => {
      const folded = password.toLowerCase();
      const points = [...folded];
      return set.has(folded) || isRun(points) || isRepetition(points, set) || isTwoListed(points, set);
    },
  };
}

/** Every step is the same single one up or down: `abcdefghijklmno`, `987654321`. */
function isRun(points: readonly string[]): boolean {
  const codes = points.map((point) => point.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  const [step] = steps;
  return steps.size === 1 && (step === 1 || step === -1);
}

/** A short or listed text over and over, the last time perhaps cut: `abcabcabcabcabc`, `dragondragondra`. */
function isRepetition(points: readonly string[], set: FingerprintSet): boolean {
  for (let period = 1; period <= points.length / 2; period++) {
    if (!points.every((point, index) => point === points[index % period])) continue;
    return period < shortestUnit || set.has(points.slice(0, period).join(''));
  }
  return false;
}

/** Two listed passwords, one after the other: a list of 49,233 has 2.4 thousand million such pairs, minutes of work for an attacker. */
function isTwoListed(points: readonly string[], set: FingerprintSet): boolean {
  for (let cut = 1; cut < points.length; cut++) {
    if (set.has(points.slice(0, cut).join('')) && set.has(points.slice(cut).join(''))) return true;
  }
  return false;
}
