/** An engine of sessions beside its own raw reads and writes: the least that a session check, a sign-in or a refresh must do there. */
import crypto from 'node:crypto';
import type { SessionStore } from 'gemel';

export interface StoreEngine {
  readonly name: string;
  /** How the write is made durable, in a few words. */
  readonly setting: string;
  readonly store: SessionStore;
  /** Calls that are under way at once. */
  readonly inFlight: number;
  /** Writes a row or a key of a record's size that was not there, and nothing by which it could be found again. */
  insert(name: string): Promise<void> | void;
  /** Changes a field of it. */
  update(name: string): Promise<void> | void;
  /** The least that a sign-in needs, written by hand in one round trip: the record, found by its subject and by its end as well. */
  insertByHand(name: string): Promise<void> | void;
  /** The least that a refresh needs, likewise: rotation and activity, by compare-and-swap. */
  swapByHand(name: string, version: number): Promise<void> | void;
  /** The least that a session check needs: what `insertByHand` wrote, by its name. Returns its text. */
  readByHand(name: string): Promise<string> | string;
  close(): Promise<void>;
}

/** A swap that did nothing would be measured as a fast one. */
export function checkSwapped(count: unknown): void {
  if (count !== 1) throw new Error('a swap by hand met another version');
}

/** A row that is not there would be measured as one that is. */
export function textOf(row: unknown): string {
  const { body } = (row ?? {}) as { readonly body?: unknown }; // by the statement
  if (typeof body !== 'string') throw new Error('a read by hand found nothing');
  return body;
}

/** As long as the texts of a record are together. */
export const rawBody: string = crypto.randomBytes(330).toString('base64url');
