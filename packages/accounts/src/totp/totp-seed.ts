/** The seed of an authenticator app, as it lies in the store: sealed for its account, beside the last step that was accepted. */
import type { JsonValue } from '@gemel/protocol';
import type { AccountParts } from '../parts.ts';

/** What a `totp` authenticator keeps. */
export interface TotpData {
  readonly sealed: string;
  readonly lastStep: number;
}

export function sealSeed({ gemel }: Pick<AccountParts, 'gemel'>, account: string, seed: string): string {
  return gemel.vault.seal(seed, `totp ${account}`);
}

/** @throws GemelError `secret_mismatch` where it was sealed for another account, or under a secret that is not configured */
export function openSeed({ gemel }: Pick<AccountParts, 'gemel'>, account: string, sealed: string): Uint8Array {
  return Buffer.from(gemel.vault.open(sealed, `totp ${account}`), 'base64url');
}

export function readTotpData(data: JsonValue): TotpData {
  const { sealed, lastStep } = data as { readonly sealed: string; readonly lastStep: number }; // written by this package alone
  return { sealed, lastStep };
}
