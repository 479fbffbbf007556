/** Makes tokens that were never issued, as a thief does. */
import crypto from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

export function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function signHs256(header: Claims, claims: Claims, key: string | Buffer): string {
  const text = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`;
  return `${text}.${crypto.createHmac('sha256', key).update(text).digest('base64url')}`;
}

export function readHeader(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Claims; // of a token that a node issued
}

/** Claims that would make somebody else of its holder, good for ten minutes more. */
export function aggrandised(claims: Claims): Claims {
  const now = Math.floor(Date.now() / 1000);
  return { ...claims, sub: 'root', roles: ['admin'], iat: now, exp: now + 600 };
}
