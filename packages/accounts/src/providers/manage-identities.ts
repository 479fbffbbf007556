/** An owner's accounts elsewhere: which are linked, and their end. */
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { removeWayIn } from '../authenticators/remove-way-in.ts';
import { raiseStamp } from '../change-account.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { requireRecent } from '../step-up/require-recent.ts';
import type { LinkedProvider, Providers } from './providers.ts';

export function createIdentityManagement(parts: AccountParts): Pick<Providers, 'linked' | 'unlink'> {
  const { store, audit, mail, now } = parts;
  const listLinks = async (subject: string): Promise<readonly AuthenticatorRecord[]> =>
    (await store.authenticators.listByAccount(subject)).filter(({ kind }) => kind === 'provider');

  return {
    linked: async (subject) => (await listLinks(subject)).map((one) => linkedProviderOf(parts, one)),

    unlink: async (asking, id) => {
      requireTexts({ id });
      const account = await requireRecent(parts, asking);
      const record = (await listLinks(account.id)).find((one) => one.id === id);
      if (record === undefined || !(await removeWayIn(parts, account, record))) return false;
      await raiseStamp(store, account.id);
      const { sid, client } = asking;
      audit.write({ kind: 'factor.removed', subject: account.id, sid, client, factor: 'provider' });
      mail?.post('provider-unlinked', account.email, { provider: linkedProviderOf(parts, record).label, ...occasionOf(now(), client) });
      return true;
    },
  };
}

export function linkedProviderOf({ providers }: Pick<AccountParts, 'providers'>, record: AuthenticatorRecord): LinkedProvider {
  const { id, name, data, createdAt, lastUsedAt } = record;
  const { provider } = data as { readonly provider: string }; // as linkIdentity wrote it
  const label = providers.find(provider)?.provider.label ?? provider;
  return { id, provider, label, shownAs: name, createdAt, lastUsedAt };
}
