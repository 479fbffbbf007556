/** How often the owner of an account takes the data along. */
import { createHash } from 'node:crypto';
import type { Limit } from '../limits/limit-store.ts';

/** Three at once, and one more every ten minutes. */
export function exportLimit(account: string): Limit {
  const key = createHash('sha256').update(`export:${account}`).digest('base64url');
  return { key, interval: 600, burst: 3 };
}
