/** Taking a change of address back, by whoever holds the old one: a link in the notice does it for a week, whatever was changed since. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import { type Account, type AccountRecord, accountOf } from '../account.ts';
import { challengePurposes } from '../challenges/challenge-purposes.ts';
import { endPendingSessions } from '../change-account.ts';
import type { LinkSubject } from '../email-verification/email-verification.ts';
import { createOneAtATime } from '../limits/one-at-a-time.ts';
import type { Mail } from '../mail/create-mail.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { giveAddress } from './give-address.ts';

export interface UndoEmailChange {
  /** Returns the address that a link brings back, without using it up. Undefined for one that is no longer good. */
  look(token: string): Promise<LinkSubject | undefined>;
  /**
   * Uses the link up: the account has its old address again, every session of it ends, and a password and authenticators of after the change
   * are gone, since whoever changed the address set them. Signs nobody in, and takes no second factor of before away. Of several changes the
   * holder of the earliest address has the last word, whatever the others do meanwhile: the links of later changes are void. Where it is cut
   * short, by a crash or a store that is silent, the same link goes on with it.
   *
   * @throws GemelError `link_void`, also where another account has the old address by now; `data_conflict` where the link is being used at this moment
   */
  confirm(token: string, client?: ClientFacts): Promise<Account>;
}

interface UndoData {
  readonly formerEmail: string;
  /** Not after the change, by the clock of the node that made it. */
  readonly changedAt: Seconds;
  /** The account's stamp before the change: it rises with each, whatever the nodes' clocks say, and so puts them in order. */
  readonly stamp: number;
}

interface UndoLink extends UndoData {
  readonly idHash: string;
  /** Tried, and not gone: somebody is using it, or was cut short. */
  readonly isInUse: boolean;
}

/** However many change the account at the same moment: whoever takes it back is not told to come back later, with a link that is used up. */
const mostTries = 1024;

export function createUndoEmailChange(parts: AccountParts, mail: Mail): UndoEmailChange {
  const { store, challenges, now, audit, gemel } = parts;
  const oneAtATime = createOneAtATime(store, now);

  /** Of the account, those among them that are being used. */
  const linksOf = async (account: string): Promise<readonly UndoLink[]> =>
    (await store.challenges.listOf(account, now()))
      .filter(({ purpose }) => purpose === 'undo_email_change')
      .map(({ idHash, data, triesLeft }) => ({
        ...undoDataIn(data),
        idHash,
        isInUse: triesLeft < challengePurposes.undo_email_change.tries,
      }));

  const forgetLinks = async (account: string, isGone: (link: UndoLink) => boolean): Promise<void> => {
    for (const { idHash } of (await linksOf(account)).filter(isGone)) await store.challenges.take(idHash, 'undo_email_change', now());
  };

  /** Not where the link of an earlier change is being used, or was: then this one is gone as well. */
  const hasLastWord = async (account: string, { stamp }: UndoData): Promise<boolean> => {
    const inUse = (await linksOf(account)).filter(({ isInUse }) => isInUse);
    return inUse.some((link) => link.stamp === stamp) && !inUse.some((link) => link.stamp < stamp);
  };

  /** What another node's clock, which may go behind, says is of after the change. */
  const isLater = (at: Seconds, { changedAt }: UndoData): boolean => at >= changedAt - gemel.options.freshness.clockTolerance;

  const removeLater = async (account: string, link: UndoData): Promise<void> => {
    for (const { id, kind, createdAt } of await store.authenticators.listByAccount(account)) {
      if (isLater(createdAt, link) && (await store.authenticators.remove(account, id)))
        audit.write({ kind: 'factor.removed', actor: 'system', subject: account, factor: kind });
    }
  };

  return {
    look: async (token) => {
      requireTexts({ token });
      const open = await challenges.look('undo_email_change', token);
      return open?.account && { email: undoDataIn(open.data).formerEmail };
    },

    confirm: async (token, client) => {
      requireTexts({ token });
      // As long as the account is disabled it is good for nothing, and stays what it is. What never was a link costs a read, and no write.
      if ((await challenges.look('undo_email_change', token)) === undefined) throw new GemelError('link_void');
      const account = await oneAtATime(`undo email change ${token}`, () => use(token, client));
      if (account === undefined) throw new GemelError('data_conflict', { why: 'the link is being used' });
      return account;
    },
  };

  async function use(token: string, client?: ClientFacts): Promise<Account> {
    // One of its tries and not yet the link itself: holders of later addresses see that it is being used.
    const tried = await challenges.tryOnce('undo_email_change', token);
    if (tried?.account === undefined) throw new GemelError('link_void');
    const { id } = tried.account;
    const link = undoDataIn(tried.data);
    const forgetOwn = (): Promise<void> => forgetLinks(id, ({ isInUse, stamp }) => isInUse && stamp === link.stamp);
    try {
      const account = await takeBack(tried.account, link, client);
      await forgetOwn();
      return account;
    } catch (error) {
      // For good; whatever else it was, the link goes on with it.
      if (error instanceof GemelError && error.code === 'link_void') await forgetOwn();
      throw error;
    }
  }

  async function takeBack({ id, email }: AccountRecord, link: UndoData, client?: ClientFacts): Promise<Account> {
    const { formerEmail } = link;
    let replaced = email;
    await removeLater(id, link);
    const giveBack = async (record: AccountRecord): Promise<AccountRecord> => {
      // Behind the reading of the record: whoever takes an earlier change back from now on changes it once more.
      if (record.isDisabled || !(await hasLastWord(id, link))) throw new GemelError('link_void');
      replaced = record.email;
      const pendingEnd = { reason: 'password_changed', except: null } as const;
      const changes = { emailVerifiedAt: now(), stamp: record.stamp + 1, pendingEnd };
      return { ...record, ...changes, ...(isLater(record.passwordChangedAt, link) ? { passwordHash: null } : {}) };
    };
    const changed = await giveAddress(store, id, formerEmail, giveBack, mostTries);
    if (changed === undefined) throw new GemelError('link_void');
    audit.write({ kind: 'email.change_undone', subject: id, client });
    // Whoever changed the address again holds a link of their own; whoever held it before keeps theirs.
    await forgetLinks(id, ({ stamp }) => stamp > link.stamp);
    await endPendingSessions(parts, changed);
    // Once more: a session that has ended only now may have been enrolling one.
    await removeLater(id, link);
    mail.post('email-changed', replaced, { newEmail: formerEmail, ...occasionOf(now(), client) });
    return accountOf(changed);
  }
}

function undoDataIn(data: unknown): UndoData {
  return data as UndoData; // as createEmailChange issued it
}
