/** What the engine needs of the machine: clocks, timers, randomness and cryptography. */
import type { Clock, PublicJwk } from '@gemel/protocol';

/** Opaque; whatever the runtime's own signing takes. */
export interface SigningKey {
  readonly algorithm: string;
  /** Null for a symmetric key. */
  readonly publicJwk: Omit<PublicJwk, 'kid'> | null;
  /** Returns the signature of an ASCII text as base64url. */
  sign(text: string): string;
  /** The private (or symmetric) key as text, to be sealed; never logged. */
  exportSecret(): string;
  /** For symmetric keys, what verification needs. */
  readonly symmetricKey: Uint8Array | null;
}

export interface Runtime {
  readonly clock: Clock;
  /** Resolves after `ms`, or at once when aborted. Keeps the process alive only where a caller of the engine waits for it (`isAwaited`). */
  sleep(ms: number, signal?: AbortSignal, isAwaited?: boolean): Promise<void>;
  /** Base64url of random bytes. */
  randomText(byteLength: number): string;
  /** Base64url of a text's UTF-8. */
  encodeText(text: string): string;
  /** Base64url of SHA-256 of an ASCII text. */
  sha256(text: string): string;
  /** Base64url of HMAC-SHA-256 of an ASCII text. */
  hmacSha256(key: Uint8Array, text: string): string;
  /** HKDF-SHA-256 (RFC 5869), 32 bytes, one label per use. */
  deriveKey(secret: string, label: string): Uint8Array;
  /** Compares two texts of public length in constant time. */
  isEqual(left: string, right: string): boolean;
  /** AES-256-GCM with a fresh nonce; `context` is authenticated with it. */
  seal(key: Uint8Array, plaintext: string, context: string): string;
  /** Returns undefined where the key, the context or the text is not the right one. */
  open(key: Uint8Array, sealed: string, context: string): string | undefined;
  /** A promise where making a key takes so long that requests would wait for it. */
  generateSigningKey(algorithm: string): SigningKey | Promise<SigningKey>;
  importSigningKey(algorithm: string, secret: string): SigningKey;
}
