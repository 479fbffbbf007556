/** One canonical form of an e-mail address, made first and checked afterwards, so that one mailbox is one account. S26 */
import { domainToASCII } from 'node:url';

/** An address in canonical form: local part in lower-case ASCII, domain in lower-case A-labels. */
export interface EmailAddress {
  readonly email: string;
  readonly localPart: string;
  readonly domain: string;
}

const maxLength = 254;
const maxLocalLength = 64;
/** A dot-atom (RFC 5322, 3.2.3) without what has a meaning in HTML, in a URL or to an old relay: `& ! % | / ` and the back-tick. */
const localPattern = /^[a-z0-9#$'*+=?^_{}~-]+(?:\.[a-z0-9#$'*+=?^_{}~-]+)*$/;
const labelPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLabelPattern = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * Reads an address as a person types it. Returns `undefined` for everything that is not exactly one plain address.
 *
 * Spaces around it are dropped and case is folded, the local part's too: no provider of weight tells `Ada@` from `ada@`, and two
 * accounts that differ in case alone are a trap. A character that normalisation (NFKC) turns into another one by itself is refused,
 * never turned: what was typed is what is stored. A letter and its accent in the domain are composed (NFC), as keyboards differ.
 * Tags (`+shop`) and dots stay, since their meaning is the provider's. A local part of other scripts is not supported.
 * Says nothing about whether the mailbox exists.
 *
 * @see RFC 5321, section 4.5.3.1 (lengths); RFC 5891 (A-labels)
 */
export function parseEmail(text: string): EmailAddress | undefined {
  if (text.length > maxLength + 64) return undefined;
  const typed = text.replace(/^ +| +$/g, '');
  if ([...typed].some((character) => character.normalize('NFKC') !== character)) return undefined;
  const at = typed.indexOf('@');
  if (at < 1) return undefined;
  const localPart = lowerCaseAscii(typed.slice(0, at));
  const domain = canonicalDomain(typed.slice(at + 1));
  if (domain === undefined || localPart.length > maxLocalLength || !localPattern.test(localPart)) return undefined;
  const email = `${localPart}@${domain}`;
  return email.length > maxLength ? undefined : { email, localPart, domain };
}

/** ASCII alone, since `toLowerCase` turns the Kelvin sign into a k. */
function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function canonicalDomain(text: string): string | undefined {
  // Only letters, marks, digits, hyphens and dots reach the conversion (no second @): it would cut at a slash and decode a percent sign.
  if (!/^[\p{L}\p{M}\p{Nd}.-]+$/u.test(text)) return undefined;
  const domain = domainToASCII(text.normalize('NFC').toLowerCase());
  const labels = domain.split('.');
  const top = labels.at(-1);
  if (labels.length < 2 || top === undefined || !topLabelPattern.test(top)) return undefined;
  return labels.every((label) => labelPattern.test(label)) ? domain : undefined;
}
