/** What an owner calls a passkey. */
import { GemelError } from '@gemel/protocol';

const longest = 60;

/** Returns the name on one line, without control and direction characters, at most 60 characters. @throws GemelError `request_malformed` where it is no text */
export function passkeyName(name: unknown): string {
  if (typeof name !== 'string') throw new GemelError('request_malformed', 'name is not a text.');
  const plain = name
    .slice(0, longest * 8)
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ')
    .trim();
  return [...plain].slice(0, longest).join('').trim();
}
