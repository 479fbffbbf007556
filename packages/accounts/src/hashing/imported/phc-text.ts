/** The spelling `$id$v=…$name=number,…$salt$hash`, read strictly. https://github.com/P-H-C/phc-string-format */
import { decodeBase64, encodeBase64 } from './base64.ts';

export interface PhcText {
  readonly id: string;
  /** As written; 0 where there is none. */
  readonly version: number;
  /** In the order in which they were written. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const pattern =
  /^\$([a-z0-9-]{1,32})(?:\$v=(\d{1,2}))?\$((?:[a-z]{1,8}=(?:0|[1-9]\d{0,9}),?){1,4})\$([A-Za-z0-9+/]{1,352})\$([A-Za-z0-9+/]{1,352})$/;

/** Bytes: below it guessing a preimage comes into reach, above it is no hash. */
const [shortestHash, longestHash] = [16, 128];

/** Returns undefined for what is not exactly of this form, or whose hash is shorter than 128 bits. */
export function parsePhc(text: string): PhcText | undefined {
  const [, id, version = '0', list, saltText, hashText] = pattern.exec(text) ?? [];
  if (id === undefined || list === undefined || saltText === undefined || hashText === undefined) return undefined;
  const pairs = list.split(',').map((pair) => pair.split('='));
  const parameters = Object.fromEntries(pairs.map(([name = '', number]) => [name, Number(number)]));
  const [salt, hash] = [decodeBase64(saltText), decodeBase64(hashText)];
  if (Object.keys(parameters).length !== pairs.length || salt === undefined || hash === undefined) return undefined;
  if (hash.length < shortestHash || hash.length > longestHash) return undefined;
  return { id, version: Number(version), parameters, salt, hash };
}

/** Returns the numbers in the order of `names`, or undefined where there are others, or fewer. */
export function readParameters({ parameters }: PhcText, names: readonly string[]): readonly number[] | undefined {
  const numbers = names.flatMap((name) => parameters[name] ?? []);
  return numbers.length === names.length && Object.keys(parameters).length === names.length ? numbers : undefined;
}

/** Returns canonical text and profile. */
export function formatPhc(head: string, salt: Uint8Array, hash: Uint8Array): { readonly canonical: string; readonly profile: string } {
  const profile = `$${head}$`;
  return { profile, canonical: `${profile}${encodeBase64(salt)}$${encodeBase64(hash)}` };
}
