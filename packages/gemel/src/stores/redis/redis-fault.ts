/** What went wrong at Redis, as a fault that names no value. */
import { GemelError } from '@gemel/protocol';

/** Errors after which the same command may be sent again: nothing was done. */
const AGAIN = /^TRYAGAIN\b/;

/** Cause of a `store_unavailable`. */
export interface RedisFaultCause {
  /** What Redis or its client said, without what was sent to it. */
  readonly reason: string;
}

/** Returns the fault for whatever a client rejected with. */
export function toRedisFault(error: unknown): GemelError {
  if (error instanceof GemelError) return error;
  const cause: RedisFaultCause = { reason: reasonOf(error) };
  return new GemelError('store_unavailable', cause);
}

/** True where a slot is being moved and the keys of one command lie on both sides. */
export function isTryAgain(error: unknown): boolean {
  return AGAIN.test(messageOf(error));
}

/** True where the server has not seen the script yet. */
export function isScriptUnknown(error: unknown): boolean {
  return messageOf(error).startsWith('NOSCRIPT');
}

/** Returns the address of the master that has the keys, where this one has not, or not for long (`ASK`: an empty text). */
export function movedTo(error: unknown): string | undefined {
  const message = messageOf(error);
  if (/^(ASK|TRYAGAIN)\b/.test(message)) return '';
  return /^MOVED \d+ (\S+)$/.exec(message)?.[1];
}

/** Redis repeats arguments of a command that it does not know. */
function reasonOf(error: unknown): string {
  const message = messageOf(error).split(', with args', 1)[0] ?? '';
  return message.replace(/^ERR /, '').slice(0, 300) || 'unknown';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
