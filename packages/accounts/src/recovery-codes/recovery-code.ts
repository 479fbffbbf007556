/** One recovery code: 120 random bits that a person can copy from paper. */
import { createHash } from 'node:crypto';

/** Crockford's base32: no I, L, O and U, so that nothing looks like something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 24;
const groupLength = 6;
export const recoveryCodeBytes = 15;

/** Returns 15 random bytes (base64url) as 24 characters in four groups. */
export function spellRecoveryCode(random: string): string {
  const bits = [...Buffer.from(random, 'base64url')].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const spelled = (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
  return (spelled.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-');
}

/** Returns what a code is stored and found as; undefined for what cannot be one. Read as people write: any case, any grouping, O for 0, I and L for 1. */
export function hashRecoveryCode(typed: string): string | undefined {
  if (typed.length > 2 * characters) return undefined;
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isCode = code.length === characters && [...code].every((one) => alphabet.includes(one));
  // At 112 bits and more a plain hash suffices (ASVS 6.5.2).
  return isCode ? createHash('sha256').update(`recovery code:${code}`).digest('base64url') : undefined;
}
