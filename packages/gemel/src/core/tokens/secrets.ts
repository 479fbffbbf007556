/** The server secrets by name, each taken apart into one key per use, so that no key ever serves two purposes. */
import { optionsError } from '@gemel/protocol';
import type { Runtime } from '../ports/runtime.ts';

/** What is derived from one configured secret; the secret itself is not kept. */
export interface Secret {
  /** Public: 6 bytes base64url. Names the secret in refresh tokens and beside sealed keys. */
  readonly name: string;
  /** Derives the secrets of refresh tokens. */
  readonly refreshKey: Uint8Array;
  /** Seals signing keys. */
  readonly sealingKey: Uint8Array;
  /** Seals what others hand to the vault. */
  readonly vaultKey: Uint8Array;
}

export interface Secrets {
  /** The one in use: the first of the list. */
  readonly current: Secret;
  byName(name: string): Secret | undefined;
  /** In the order of the list. */
  readonly names: readonly string[];
}

/** Characters; less is guessed. */
const shortestSecret = 32;
/** Characters of base64url that spell 6 bytes. */
const nameLength = 8;

/**
 * Derives what each secret is used for (HKDF, one label per use).
 *
 * @param secrets the one in use first.
 * @throws GemelError `options_invalid` for an empty list and for an empty or short secret. J08
 */
export function createSecrets(secrets: readonly string[], runtime: Pick<Runtime, 'deriveKey' | 'hmacSha256'>): Secrets {
  const isWrong = secrets.length === 0 || secrets.some((secret) => typeof secret !== 'string' || secret.length < shortestSecret);
  const [current, ...others] = isWrong ? [] : secrets.map((secret) => deriveSecret(secret, runtime));
  if (current === undefined) {
    throw optionsError('createSecrets', [`secret is missing or too short: write at least ${shortestSecret} random characters`]);
  }
  const byName = new Map([current, ...others].map((secret) => [secret.name, secret]));
  return { current, byName: (name) => byName.get(name), names: [...byName.keys()] };
}

function deriveSecret(secret: string, runtime: Pick<Runtime, 'deriveKey' | 'hmacSha256'>): Secret {
  return {
    name: runtime.hmacSha256(runtime.deriveKey(secret, 'gemel name v1'), '').slice(0, nameLength),
    refreshKey: runtime.deriveKey(secret, 'gemel refresh v1'),
    sealingKey: runtime.deriveKey(secret, 'gemel signing key v1'),
    vaultKey: runtime.deriveKey(secret, 'gemel vault v1'),
  };
}

/** Returns the secret of the refresh token that names this session and rotation: the same on every node that holds the server secret. */
export function deriveRefreshSecret(
  secret: Secret,
  sid: string,
  rotation: number,
  salt: string,
  runtime: Pick<Runtime, 'hmacSha256'>,
): string {
  return runtime.hmacSha256(secret.refreshKey, `${sid}.${rotation}.${salt}`);
}
