/** What an error says of itself in a bundle for browsers and the edge, where each byte is fetched: its code, which docs/errors.md explains. */
import type { ErrorCode } from './error-code.ts';

export function messageOf(code: ErrorCode): string {
  return code;
}
