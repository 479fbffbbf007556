/** Words that an attacker tries because of where, and whose, the password is. ASVS 6.1.2, 6.2.11 */
import type { EmailAddress } from '../email/parse-email.ts';

/** Shorter words are part of too many others. */
const shortestWord = 3;
/** Code points that have to remain when every context word is taken out. */
const leastRemainder = 8;

/** Returns the words that the service's own URL and the given list put out of bounds, in lower case. */
export function serviceWords(issuer: string, given: readonly string[]): readonly string[] {
  const host = URL.canParse(issuer) ? new URL(issuer).hostname : '';
  return wordsOf(['gemel', ...given, ...host.split('.').slice(0, host.includes('.') ? -1 : undefined)]);
}

/** Returns the words of an address: itself, its local part, that part's pieces, and its domain's labels without the last. */
export function emailWords({ email, localPart, domain }: EmailAddress): readonly string[] {
  return wordsOf([email, localPart, ...localPart.split(/[^a-z0-9]+/), ...domain.split('.').slice(0, -1)]);
}

/** Returns whether a normalised password is little more than such words. */
export function isContextual(password: string, words: readonly string[]): boolean {
  let rest = password.toLowerCase();
  const longestFirst = [...words].sort((left, right) => right.length - left.length);
  for (const word of longestFirst) rest = rest.split(word).join('');
  return rest.length < password.length && [...rest].length < leastRemainder;
}

function wordsOf(texts: readonly string[]): readonly string[] {
  const words = texts.map((text) => text.normalize('NFC').toLowerCase()).filter((text) => [...text].length >= shortestWord);
  return [...new Set(words)];
}
