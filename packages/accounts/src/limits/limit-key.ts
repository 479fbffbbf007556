/** Names what a limit is about: hashed, so that the table of limits holds no addresses, neither people's nor machines'. */
import { createHash } from 'node:crypto';

export function limitKey(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}:${text}`).digest('base64url');
}
