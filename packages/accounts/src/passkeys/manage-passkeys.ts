/** An owner's passkeys: which there are, what they are called, and their end. */
import { GemelError } from '@gemel/protocol';
import type { AccountStore } from '../account-store.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { removeWayIn } from '../authenticators/remove-way-in.ts';
import { raiseStamp } from '../change-account.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { dropIdleRecoveryCodes } from '../recovery-codes/recovery-codes.ts';
import { readAsking, requireRecent } from '../step-up/require-recent.ts';
import { readPasskeyData } from './passkey-data.ts';
import { passkeyModel } from './passkey-models.ts';
import { passkeyName } from './passkey-name.ts';
import type { Passkey, Passkeys } from './passkeys.ts';

const mostTries = 16;

export function createPasskeyManagement(parts: AccountParts): Pick<Passkeys, 'list' | 'rename' | 'remove'> {
  const { store, mail, now, audit } = parts;
  const findOwn = async (account: string, id: string): Promise<AuthenticatorRecord | undefined> =>
    (await listPasskeyRecords(store, account)).find((one) => one.id === id);

  return {
    list: async (subject) => (await listPasskeyRecords(store, subject)).map(passkeyOf),

    rename: async (asking, id, name) => {
      const { subject, sid, client } = asking;
      requireTexts({ subject, id });
      await readAsking(parts, asking);
      const renamed = passkeyName(name);
      for (let tries = 0; tries < mostTries; tries++) {
        const record = await findOwn(subject, id);
        if (record === undefined) return false;
        if ((await store.authenticators.replace({ ...record, name: renamed })) !== 'replaced') continue;
        audit.write({ kind: 'factor.renamed', subject, sid, client, factor: 'passkey' });
        return true;
      }
      throw new GemelError('data_conflict', { id, tries: mostTries });
    },

    remove: async (asking, id) => {
      requireTexts({ id });
      const account = await requireRecent(parts, asking);
      const record = await findOwn(account.id, id);
      if (record === undefined || !(await removeWayIn(parts, account, record))) return false;
      const haveCodesGone = await dropIdleRecoveryCodes(parts, account.id);
      await raiseStamp(store, account.id);
      const { sid, client } = asking;
      audit.write({ kind: 'factor.removed', subject: account.id, sid, client, factor: 'passkey' });
      if (haveCodesGone) audit.write({ kind: 'factor.removed', subject: account.id, sid, client, factor: 'recovery_codes' });
      mail?.post('factor-removed', account.email, { factor: 'passkey', name: record.name, ...occasionOf(now(), client) });
      return true;
    },
  };
}

export async function listPasskeyRecords(store: AccountStore, account: string): Promise<readonly AuthenticatorRecord[]> {
  return (await store.authenticators.listByAccount(account)).filter(({ kind }) => kind === 'passkey');
}

export function passkeyOf({ id, name, data, createdAt, lastUsedAt }: AuthenticatorRecord): Passkey {
  const { aaguid, isSynced } = readPasskeyData(data);
  return { id, name, keptBy: passkeyModel(aaguid), isSynced, createdAt, lastUsedAt };
}
