/** Judges a recovery code of an account and uses it up: once, on whichever node. S09, ASVS 6.5.1 */
import type { ClientFacts } from 'gemel';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import { hashRecoveryCode } from './recovery-code.ts';
import { readRecoveryCodes } from './recovery-codes-data.ts';

export interface RecoveryAttempt {
  /** The account's id. */
  readonly account: string;
  /** As typed. */
  readonly code: string;
  readonly client?: ClientFacts | undefined;
}

/** Returns whether the code is right and nobody else has used it; its owner hears of it. */
export async function useRecoveryCode(parts: AccountParts, { account, code, client }: RecoveryAttempt): Promise<boolean> {
  const { store, mail, now } = parts;
  const hash = hashRecoveryCode(code);
  if (hash === undefined) return false;
  // Another code of the same account, used meanwhile, is no reason to refuse this one; each round somebody else's has gone through.
  for (;;) {
    const record = await store.authenticators.find('recovery_codes', account);
    if (record === undefined) return false;
    const { hashes, madeAt } = readRecoveryCodes(record.data);
    if (!hashes.includes(hash)) return false;
    const left = hashes.filter((one) => one !== hash);
    const used = { ...record, data: { hashes: left, madeAt }, lastUsedAt: now() };
    if ((await store.authenticators.replace(used)) !== 'replaced') continue;
    const owner = await store.findById(account);
    if (owner !== undefined) mail?.post('recovery-code-used', owner.email, { left: left.length, ...occasionOf(now(), client) });
    return true;
  }
}
