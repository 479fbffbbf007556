/** One entry of the revocation feed. */
import type { Seconds } from './seconds.ts';

/** The generation that no credential has: a session whose floor it is has ended. */
export const NEVER: number = Number.MAX_SAFE_INTEGER;

/** For this session, nothing below `generation` is acceptable, until `until`. `NEVER` ends the session. */
export interface SessionRevocation {
  readonly kind: 'session';
  readonly sid: string;
  readonly generation: number;
  /** Engine time after which no credential that this entry speaks of can still be unexpired. */
  readonly until: Seconds;
  /** Whoever ended the session waits to hear by this name who has applied the entry. */
  readonly receipt?: string;
}

/** No signature of this key is acceptable, ever. A `kid` is never used twice. */
export interface KeyRetirement {
  readonly kind: 'key';
  readonly kid: string;
  /** As in a `SessionRevocation`. */
  readonly receipt?: string;
}

export type Revocation = SessionRevocation | KeyRetirement;
