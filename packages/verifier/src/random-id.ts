/** Names that nobody else has: of a read, of a reader. */
import { hexOf } from './hex.ts';

/** Returns 128 random bits in hexadecimal. */
export function randomId(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(16)));
}
