/** Signing keys as a store holds them: private halves only ever sealed. */
import type { PublicJwk, Seconds } from '@gemel/protocol';
import type { Committed, Stamped } from './stamped.ts';

export interface StoredKey {
  readonly kid: string;
  /** Position in the line of keys, from 1; unique, so that two nodes never both add the next one. */
  readonly slot: number;
  readonly algorithm: string;
  /** Null for a symmetric key. */
  readonly publicJwk: PublicJwk | null;
  /** The private (or symmetric) key, encrypted under a key derived from the server secret. */
  readonly sealedKey: string;
  /** Name of the server secret that it is sealed under. */
  readonly secretName: string;
  /** Engine time from which it signs; of two, the later wins. A key that has been published but does not sign yet lies in the future. */
  readonly activeFrom: Seconds;
}

export interface KeyStore {
  /** All keys, by slot. */
  list(): Promise<Stamped<readonly StoredKey[]>>;
  /** Returns false, and writes nothing, where the slot or the `kid` is taken. */
  insert(key: StoredKey): Promise<boolean>;
  /** Brings `activeFrom` forward; never back. */
  activate(kid: string, activeFrom: Seconds): Promise<void>;
  /** Replaces the seal (when the server secret is rotated). */
  reseal(kid: string, sealedKey: string, secretName: string): Promise<void>;
  /** Removes a key whose last token has expired. */
  remove(kid: string): Promise<void>;
  /** Removes a key at once and writes its retirement to the log, with the receipt where one is given, in one transaction; nothing where it is retired. */
  retire(kid: string, receipt?: string): Promise<Committed<'retired' | 'already_retired'>>;
}
