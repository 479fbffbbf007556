/** The files under `conformance/` at the root, as their README describes them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A JWK, public or of kind `oct`. */
export type VectorKey = Readonly<Record<string, unknown>>;

export interface VectorCase {
  /** Number in its group, from 1. */
  readonly id: number;
  readonly title: string;
  /** A compact JWS or a token; for the layer `key` a JWK, or whatever stands in the place of one; for `proof` a `ProofInput`. */
  readonly input: unknown;
  /** What the specification says of it. */
  readonly valid: boolean;
  /** `accepted`, or the code of the refusal. */
  readonly expect: string;
  /** Why what is valid is refused: an id in `deliberate-refusals.json`. */
  readonly deliberate?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Base64url. */
  readonly payload?: string;
}

export interface VectorGroup {
  readonly id: string;
  readonly title: string;
  readonly layer: 'jws' | 'token' | 'key' | 'proof';
  /** For proofs: seconds since 1970, where it is not that of the file's setting. */
  readonly now?: number;
  readonly allow?: readonly 'rsa-2048'[];
  /** Names in the file's `keys`. */
  readonly keys?: readonly string[];
  readonly cases: readonly VectorCase[];
}

/** A request, and what it carries. */
export interface ProofInput {
  /** The header `DPoP`. */
  readonly proof: string;
  readonly method: string;
  /** Of the request, as clients know it. */
  readonly url: string;
  /** The access token that goes with it. */
  readonly token?: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt?: string;
}

export interface ProofSetting {
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds after which a proof is past. */
  readonly maxAge: number;
  /** Seconds. */
  readonly clockTolerance: number;
}

export interface TokenSetting {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** Seconds since 1970. */
  readonly now: number;
  /** Seconds. */
  readonly clockTolerance: number;
  readonly maxTokenBytes: number;
}

export interface VectorFile {
  readonly title: string;
  readonly source: string;
  readonly setting?: TokenSetting;
  readonly proofSetting?: ProofSetting;
  readonly keys: Readonly<Record<string, VectorKey>>;
  readonly groups: readonly VectorGroup[];
}

export interface DeliberateRefusal {
  readonly id: string;
  readonly what: string;
  readonly reason: string;
}

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../../conformance');
const refusalsFile = 'deliberate-refusals.json';
/** Lists beside the vectors. */
const lists: readonly string[] = [refusalsFile, 'differences-from-jose.json'];

export function pathOfVectors(name: string): string {
  return path.join(folder, name);
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(pathOfVectors(name), 'utf8'));
}

/** Name and content of each file of vectors. */
export function readVectorFiles(): readonly (readonly [string, VectorFile])[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !lists.includes(name));
  return names.map((name) => [name, read(name) as VectorFile]); // its shape is checked by every case that runs
}

export function readDeliberateRefusals(): readonly DeliberateRefusal[] {
  return (read(refusalsFile) as { readonly refusals: readonly DeliberateRefusal[] }).refusals; // likewise
}
