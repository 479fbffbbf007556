/** An authenticator app as a second factor: enrolled by its owner, and counted only once a code of it was right. */
import type { Seconds } from '@gemel/protocol';
import type { StartedSession } from 'gemel';
import { raiseStamp } from '../change-account.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import { dropIdleRecoveryCodes } from '../recovery-codes/recovery-codes.ts';
import { type Asking, requireRecent } from '../step-up/require-recent.ts';
import { strengthenSession } from '../step-up/strengthen-session.ts';
import { createTotpEnrolment, type TotpEnrolment } from './totp-enrolment.ts';

/** What is known of an account's app. */
export interface TotpFacts {
  readonly addedAt: Seconds;
  readonly lastUsedAt: Seconds | null;
}

export interface Totp {
  /** Undefined where the account has none. */
  find(subject: string): Promise<TotpFacts | undefined>;
  /** @throws GemelError what `requireRecent` throws: `session_unknown`, `authentication_too_weak`, `authentication_too_old` */
  begin(asking: Asking): Promise<TotpEnrolment>;
  /** Returns what `begin` did, for whoever has to show it again; uses nothing up, undefined once it is no longer good. @throws GemelError as `begin` */
  resume(asking: Asking, enrolment: string): Promise<TotpEnrolment | undefined>;
  /**
   * Counts the app from now on. The session that asks is one of two factors then, as recent as it was: the credentials are new.
   *
   * @throws GemelError as `begin`; `second_factor_failed`; `data_conflict` where the account has an app already
   */
  confirm(asking: Asking, enrolment: string, code: string): Promise<StartedSession>;
  /** Takes the recovery codes along, where there is no passkey for which they stand in as well. Returns false where there was none. @throws GemelError as `begin` */
  remove(asking: Asking): Promise<boolean>;
}

export function createTotp(parts: AccountParts): Totp {
  const { store, mail, now, audit } = parts;
  const enrolling = createTotpEnrolment(parts);

  return {
    find: async (subject) => {
      const record = await store.authenticators.find('totp', subject);
      return record === undefined ? undefined : { addedAt: record.createdAt, lastUsedAt: record.lastUsedAt };
    },

    begin: async (asking) => enrolling.begin(await requireRecent(parts, asking)),
    resume: async (asking, enrolment) => enrolling.resume(await requireRecent(parts, asking), enrolment),

    confirm: async (asking, enrolment, code) => {
      const account = await requireRecent(parts, asking);
      const by = { sid: asking.sid, client: asking.client };
      await enrolling.add(account, await enrolling.judge(account, enrolment, code, by), { ...by, stamp: account.stamp });
      return strengthenSession(parts, asking, 'totp');
    },

    remove: async (asking) => {
      const account = await requireRecent(parts, asking);
      const record = await store.authenticators.find('totp', account.id);
      if (record === undefined || !(await store.authenticators.remove(account.id, record.id))) return false;
      const haveCodesGone = await dropIdleRecoveryCodes(parts, account.id);
      await raiseStamp(store, account.id);
      const { sid, client } = asking;
      audit.write({ kind: 'factor.removed', subject: account.id, sid, client, factor: 'totp' });
      if (haveCodesGone) audit.write({ kind: 'factor.removed', subject: account.id, sid, client, factor: 'recovery_codes' });
      mail?.post('factor-removed', account.email, { factor: 'totp', ...occasionOf(now(), client) });
      return true;
    },
  };
}
