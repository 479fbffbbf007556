/** Vouches for the public keys of passkeys, so that whoever can write to the store and has no secret neither plants a passkey nor exchanges one. ASVS 6.7.1 */
import { GemelError } from '@gemel/protocol';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import type { AccountParts } from '../parts.ts';
import { readPasskeyData } from './passkey-data.ts';

type Sealed = Pick<AuthenticatorRecord, 'account' | 'lookup'>;

/** Returns a seal on nothing but what it belongs to: account, credential and key. */
export function sealPasskey({ gemel }: Pick<AccountParts, 'gemel'>, passkey: Sealed, publicKey: string): string {
  return gemel.vault.seal('', contextOf(passkey, publicKey));
}

/**
 * Returns the seal that a passkey of the store is to have from now on: its own, one under the present secret where a former one made it, or
 * its first, where the options let in passkeys from before there were seals. Nothing is written.
 *
 * @throws GemelError `secret_mismatch` for a passkey that nobody vouches for
 */
export function checkPasskeySeal({ gemel, passkeySite }: Pick<AccountParts, 'gemel' | 'passkeySite'>, record: AuthenticatorRecord): string {
  const { publicKey, seal } = readPasskeyData(record.data);
  if (seal === undefined && passkeySite.unsealed === 'refuse') throw new GemelError('secret_mismatch', noSeal);
  if (seal !== undefined) gemel.vault.open(seal, contextOf(record, publicKey));
  return seal === undefined || gemel.vault.isOutdated(seal) ? sealPasskey({ gemel }, record, publicKey) : seal;
}

const noSeal =
  "A passkey in the store has no seal: it is older than seals are, or not from Gemel. To take those of before, write passkeys: { unsealed: 'seal' } for a while.";

function contextOf({ account, lookup }: Sealed, publicKey: string): string {
  return `passkey ${JSON.stringify([account, lookup, publicKey])}`;
}
