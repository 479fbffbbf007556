/** Revocations as they really are: random session ids of their true length, an end, a time with fractions. */
import crypto from 'node:crypto';
import { NEVER, type SessionRevocation } from '@gemel/protocol';

/** Returns `count` ends of sessions that nobody has heard of. @param until engine time in seconds */
export function makeEntries(count: number, until: number): readonly SessionRevocation[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'session',
    sid: crypto.randomBytes(16).toString('base64url'),
    generation: NEVER,
    until: until + index / 1000,
  }));
}
