/** The spelling of an API key: `gemel_`, its id, and a secret of 256 random bits. Scanners for leaked secrets know it by its beginning. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isBase64urlOfLength } from '@gemel/protocol';

const idBytes = 8;
const secretBytes = 32;
const form = /^gemel_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export interface ApiKeyText {
  readonly id: string;
  readonly secret: string;
}

/** @param randomText returns base64url of random bytes */
export function makeApiKeyId(randomText: (byteLength: number) => string): string {
  return Buffer.from(randomText(idBytes), 'base64url').toString('hex');
}

export function makeApiKeySecret(randomText: (byteLength: number) => string): string {
  return randomText(secretBytes);
}

export function spellApiKey({ id, secret }: ApiKeyText): string {
  return `gemel_${id}_${secret}`;
}

/** Judges the spelling only, never trust; returns undefined for any other text. */
export function parseApiKey(text: string): ApiKeyText | undefined {
  const [, id, secret] = form.exec(text) ?? [];
  return id !== undefined && secret !== undefined && isBase64urlOfLength(secret, secretBytes) ? { id, secret } : undefined;
}

/** 256 random bits need no slow hash (ASVS 6.5.2). */
export function hashApiKeySecret(secret: string): string {
  return createHash('sha256').update(`api key:${secret}`).digest('base64url');
}

/** In the same time wherever they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
