/** An engine of sessions beside its own raw write: the least that a sign-in or a refresh must do there. */
import crypto from 'node:crypto';
import type { SessionStore } from 'gemel';

export interface WriteEngine {
  readonly name: string;
  /** How the write is made durable, in a few words. */
  readonly setting: string;
  readonly store: SessionStore;
  /** Calls that are under way at once. */
  readonly inFlight: number;
  /** Writes a row or a key of a record's size that was not there. */
  insert(name: string): Promise<void> | void;
  /** Changes what is in it, a few fields. */
  update(name: string): Promise<void> | void;
  close(): Promise<void>;
}

/** As long as the texts of a record are together. */
export const rawBody: string = crypto.randomBytes(330).toString('base64url');
