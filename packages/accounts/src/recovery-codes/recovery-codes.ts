/** Recovery codes: ten, each good once, in place of an authenticator that was lost. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { raiseStamp } from '../change-account.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import { type Asking, requireRecent } from '../step-up/require-recent.ts';
import { recoveryCodeBytes, hashRecoveryCode, spellRecoveryCode } from './recovery-code.ts';
import { readRecoveryCodes } from './recovery-codes-data.ts';

const howMany = 10;

/** What is known of an account's codes; never the codes. */
export interface RecoveryCodesFacts {
  readonly left: number;
  readonly madeAt: Seconds;
  readonly lastUsedAt: Seconds | null;
}

export interface RecoveryCodes {
  /** Undefined where the account has none, or has used the last one up. */
  find(subject: string): Promise<RecoveryCodesFacts | undefined>;
  /** Makes ten new codes and returns them, this once; those of before are good for nothing. @throws GemelError what `requireRecent` throws; `data_conflict` */
  renew(asking: Asking): Promise<readonly string[]>;
  /** Returns false where there were none. @throws GemelError as `renew` */
  remove(asking: Asking): Promise<boolean>;
}

export function createRecoveryCodes(parts: AccountParts): RecoveryCodes {
  const { store, mail, now, randomText, audit } = parts;
  const { authenticators } = store;

  const write = async (account: string, hashes: readonly string[]): Promise<'inserted' | 'replaced'> => {
    const former = await authenticators.find('recovery_codes', account);
    const made = { data: { hashes: [...hashes], madeAt: now() }, lastUsedAt: null };
    const head = { id: randomText(16), account, kind: 'recovery_codes', lookup: account, name: '', createdAt: now(), version: 1 } as const;
    const written =
      former === undefined ? await authenticators.insert({ ...head, ...made }) : await authenticators.replace({ ...former, ...made });
    if (written !== 'inserted' && written !== 'replaced') throw new GemelError('data_conflict', { account });
    return written;
  };

  return {
    find: async (subject) => {
      const record = await authenticators.find('recovery_codes', subject);
      return record === undefined ? undefined : factsOf(record);
    },

    renew: async (asking) => {
      const { id, email } = await requireRecent(parts, asking);
      const codes = Array.from({ length: howMany }, () => spellRecoveryCode(randomText(recoveryCodeBytes)));
      const written = await write(
        id,
        codes.map(hashRecoveryCode).filter((hash) => hash !== undefined),
      );
      await raiseStamp(store, id);
      audit.write({ kind: 'factor.added', subject: id, sid: asking.sid, client: asking.client, factor: 'recovery_codes' });
      const occasion = occasionOf(now(), asking.client);
      if (written === 'replaced') mail?.post('recovery-codes-renewed', email, occasion);
      else mail?.post('factor-added', email, { factor: 'recovery-codes', ...occasion });
      return codes;
    },

    remove: async (asking) => {
      const { id, email } = await requireRecent(parts, asking);
      if (!(await dropRecoveryCodes(parts, id))) return false;
      await raiseStamp(store, id);
      audit.write({ kind: 'factor.removed', subject: id, sid: asking.sid, client: asking.client, factor: 'recovery_codes' });
      mail?.post('factor-removed', email, { factor: 'recovery-codes', ...occasionOf(now(), asking.client) });
      return true;
    },
  };
}

/** Removes the codes of an account that has nothing left for which they stand in, without a word. Returns false where none were removed. */
export async function dropIdleRecoveryCodes(parts: Pick<AccountParts, 'store'>, account: string): Promise<boolean> {
  const left = await parts.store.authenticators.listByAccount(account);
  return !left.some(({ kind }) => kind === 'totp' || kind === 'passkey') && dropRecoveryCodes(parts, account);
}

/** Removes an account's codes, without a word. Returns false where there were none. */
async function dropRecoveryCodes({ store }: Pick<AccountParts, 'store'>, account: string): Promise<boolean> {
  const record = await store.authenticators.find('recovery_codes', account);
  return record !== undefined && store.authenticators.remove(account, record.id);
}

function factsOf({ data, lastUsedAt }: AuthenticatorRecord): RecoveryCodesFacts | undefined {
  const { hashes, madeAt } = readRecoveryCodes(data);
  return hashes.length === 0 ? undefined : { left: hashes.length, madeAt, lastUsedAt };
}
