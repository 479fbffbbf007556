/** What computes argon2id. */
import { hash, verify } from '@node-rs/argon2';

/** What one hash costs, and the pepper that goes into it. */
export interface Argon2Work {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
  readonly secret?: Uint8Array;
}

export interface Argon2 {
  /** Jobs that each thread takes while it still has one, so that it need not wait for the next. */
  readonly ahead: number;
  /** Returns a PHC string with a fresh salt. */
  hash(password: string, work: Argon2Work): Promise<string>;
  /** Costs what the stored hash says. */
  verify(stored: string, password: string, work: Pick<Argon2Work, 'secret'>): Promise<boolean>;
  /** Fails whatever is under way. */
  close(): Promise<void>;
}

/** On the thread pool of libuv. */
export const pooledArgon2: Argon2 = { ahead: 0, hash, verify, close: async () => undefined };
