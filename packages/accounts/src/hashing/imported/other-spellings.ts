/** How frameworks spell hashes of the known kinds; each becomes the spelling under which it is stored. */
import { encodeBase64 } from './base64.ts';

interface Spelling {
  readonly pattern: RegExp;
  /** @param parts the groups of the pattern */
  rewrite(...parts: readonly string[]): string;
}

const textToBase64 = (text: string): string => encodeBase64(Buffer.from(text, 'utf8'));
const hexToBase64 = (hex: string): string => encodeBase64(Buffer.from(hex, 'hex'));
const withoutPadding = (base64: string): string => base64.replace(/=+$/, '');

const spellings: readonly Spelling[] = [
  // Django. Its salts are text.
  {
    pattern: /^pbkdf2_(sha256|sha1)\$([1-9]\d*)\$([^$]+)\$([A-Za-z0-9+/]+=*)$/,
    rewrite: (digest = '', iterations = '', salt = '', hash = '') =>
      `$pbkdf2-${digest}$i=${iterations}$${textToBase64(salt)}$${withoutPadding(hash)}`,
  },
  {
    pattern: /^scrypt\$([1-9]\d*)\$([^$]+)\$([1-9]\d*)\$([1-9]\d*)\$([A-Za-z0-9+/]+=*)$/,
    rewrite: (n = '', salt = '', r = '', p = '', hash = '') =>
      `$scrypt$ln=${exponentOf(n)},r=${r},p=${p}$${textToBase64(salt)}$${withoutPadding(hash)}`,
  },
  { pattern: /^bcrypt\$(\$2[aby]\$.+)$/, rewrite: (rest = '') => rest },
  { pattern: /^argon2(\$argon2.+)$/, rewrite: (rest = '') => rest },
  // better-auth. The salt is the text of its hexadecimal digits.
  {
    pattern: /^([0-9a-f]{32}):([0-9a-f]{128})$/,
    rewrite: (salt = '', hash = '') => `$scrypt-nfkc$ln=14,r=16,p=1$${textToBase64(salt)}$${hexToBase64(hash)}`,
  },
];

/** Returns the text as it is where it is spelled in no other way. */
export function rewriteSpelling(text: string): string {
  for (const { pattern, rewrite } of spellings) {
    const [, ...parts] = pattern.exec(text) ?? [];
    if (parts.length > 0) return rewrite(...parts);
  }
  return text;
}

/** 0, which no parser takes, for what is no power of two. */
function exponentOf(text: string): number {
  const exponent = Math.log2(Number(text));
  return Number.isSafeInteger(exponent) ? exponent : 0;
}
