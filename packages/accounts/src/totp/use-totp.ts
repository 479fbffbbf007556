/** Judges a code of an account's authenticator app, and uses its step up: once, on whichever node. S20, ASVS 6.5.1 */
import type { AccountParts } from '../parts.ts';
import { findTotpStep } from './totp-code.ts';
import { openSeed, readTotpData, sealSeed } from './totp-seed.ts';

/** Returns whether the code is right and nobody else has used it. A seed under a former secret is sealed anew. */
export async function useTotp(parts: AccountParts, account: string, code: string): Promise<boolean> {
  const { gemel, store, now } = parts;
  const record = await store.authenticators.find('totp', account);
  if (record === undefined) return false;
  const { sealed, lastStep } = readTotpData(record.data);
  const seed = openSeed(parts, account, sealed);
  const step = findTotpStep(seed, code, { now: now(), lastStep, steps: parts.totpSteps });
  if (step === undefined) return false;
  const kept = gemel.vault.isOutdated(sealed) ? sealSeed(parts, account, Buffer.from(seed).toString('base64url')) : sealed;
  const used = { ...record, data: { sealed: kept, lastStep: step }, lastUsedAt: now() };
  return (await store.authenticators.replace(used)) === 'replaced';
}
