/** A message about the log: the number of the newest entry of a partition, and the entry itself. */
import type { Revocation } from '@gemel/protocol';
import { fromStoredText } from '../stored-text.ts';

export interface RedisNews {
  readonly position: number;
  readonly entry: Revocation;
}

const form = /^([1-9]\d{0,15}) (-|\d{1,16}) (-|\d{1,12}(?:\.\d{1,16})?) ([^]+)$/;

/** Returns undefined for a star, which says that the epoch is another, and for anything else that `APPEND` does not publish. */
export function parseNews(message: string): RedisNews | undefined {
  const [, position, generation = '', until = '', name = ''] = form.exec(message) ?? [];
  if (position === undefined || !Number.isSafeInteger(Number(position))) return undefined;
  const named = fromStoredText(name);
  if (generation === '-' && until === '-') return { position: Number(position), entry: { kind: 'key', kid: named } };
  if (generation === '-' || until === '-' || !Number.isSafeInteger(Number(generation))) return undefined;
  const entry = { kind: 'session', sid: named, generation: Number(generation), until: Number(until) } as const;
  return { position: Number(position), entry };
}
