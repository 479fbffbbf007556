/** A password that is chosen by a mailed link: what it takes for it, and what it ends. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import { type Account, accountOf, type AccountRecord } from '../account.ts';
import { removeAuthenticators } from '../authenticators/remove-authenticators.ts';
import { changeAccount, endPendingSessions } from '../change-account.ts';
import { parseEmail } from '../email/parse-email.ts';
import type { LinkSubject } from '../email-verification/email-verification.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import type { ResetPassword } from './password-reset.ts';

/** What sets one kind of such links apart. */
export interface PasswordLink {
  readonly purpose: 'reset_password' | 'invitation';
  /** Of the audit log. */
  readonly events: {
    readonly done: 'password.reset' | 'invitation.accepted';
    readonly failed: 'password.reset_failed' | 'invitation.failed';
  };
  /** Whether the account is still one that the link is for. */
  readonly isFor: (record: AccountRecord) => boolean;
  /** Tells the owner. */
  readonly tell: (account: AccountRecord, client: ClientFacts | undefined) => void;
}

interface ChoosesByLink {
  /** Returns whose password a link is for, without using it up. Undefined for one that is no longer good. */
  look(token: string): Promise<LinkSubject | undefined>;
  /** As `PasswordReset.complete` says. @throws GemelError `link_void`, the refusals of `signUp`, `hashing_busy` */
  complete(given: ResetPassword): Promise<Account>;
}

export function createChooseByLink(parts: AccountParts, { purpose, events, isFor, tell }: PasswordLink): ChoosesByLink {
  const { store, challenges, hasher, checkPassword, throttle, now, audit } = parts;

  const look = async (token: string): Promise<AccountRecord | undefined> => {
    const account = (await challenges.look(purpose, token))?.account;
    return account !== undefined && isFor(account) ? account : undefined;
  };

  const fail = (client: ClientFacts | undefined, subject?: string): GemelError => {
    audit.write({ kind: events.failed, subject, client, reason: 'proof_void' });
    return new GemelError('link_void');
  };

  return {
    look: async (token) => {
      requireTexts({ token });
      const account = await look(token);
      return account && { email: account.email };
    },

    complete: async ({ token, newPassword, client }) => {
      requireTexts({ token, newPassword });
      const address = parseEmail((await look(token))?.email ?? '');
      if (address === undefined) throw fail(client);
      const passwordHash = await hasher.hash(await checkPassword(newPassword, address));
      // Only now is it used up: a password that is refused, or a full queue, costs nobody the link. S09
      const taken = await challenges.take(purpose, token);
      if (taken?.account === undefined) throw fail(client);
      const before = taken.account;
      const isFirstProof = before.emailVerifiedAt === null;
      if (isFirstProof) await removeAuthenticators(parts, before.id);
      const changed = await changeAccount(store, before.id, (record) => {
        if (record.stamp !== before.stamp || record.isDisabled || !isFor(record)) throw fail(client, before.id);
        const pendingEnd = { reason: 'password_changed', except: null } as const;
        const passwordChangedAt = now();
        const emailVerifiedAt = record.emailVerifiedAt ?? passwordChangedAt;
        return { ...record, passwordHash, passwordChangedAt, emailVerifiedAt, stamp: record.stamp + 1, pendingEnd };
      });
      if (changed === undefined) throw fail(client, before.id);
      audit.write({ kind: events.done, subject: before.id, client });
      await endPendingSessions(parts, changed);
      // Once more: a session that has ended only now may have been enrolling one.
      if (isFirstProof) await removeAuthenticators(parts, before.id);
      await throttle.forgive(changed.email, client?.address);
      tell(changed, client);
      return accountOf(changed);
    },
  };
}
