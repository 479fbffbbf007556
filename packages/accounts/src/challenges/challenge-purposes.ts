/** What one-time things are for, how long each is good and how often it may be tried: the one table of them. */
import type { Seconds } from '@gemel/protocol';

export type ChallengePurpose =
  | 'verify_email'
  | 'reset_password'
  | 'invitation'
  | 'sign_in_link'
  | 'change_email'
  | 'undo_email_change'
  | 'second_factor'
  | 'passkey_creation'
  | 'passkey_request'
  | 'totp_enrolment'
  | 'provider_sign_in'
  | 'provider_link'
  | 'role_invitation'
  | 'impersonation'
  | 'acting';

export interface PurposeRow {
  readonly lifetime: Seconds;
  readonly tries: number;
  /** Whether a new one makes the account's former ones void. */
  readonly isOnly: boolean;
  /** Whether it stays good when what proves the account's ownership changes: it takes such a change back. */
  readonly outlivesChanges?: true;
}

const minutes = (count: number): Seconds => count * 60;

/**
 * Lifetimes: what is mailed and lets in lasts 10 minutes (ASVS 6.5.5), what only proves an address a day (NIST SP 800-63B-4, 3.1.3). So does an invitation: nobody
 * waits for it at the mailbox, and it opens an account that has neither a password nor anything of anybody's in it yet.
 */
export const challengePurposes: Readonly<Record<ChallengePurpose, PurposeRow>> = {
  verify_email: { lifetime: minutes(24 * 60), tries: 1, isOnly: true },
  reset_password: { lifetime: minutes(10), tries: 5, isOnly: true },
  invitation: { lifetime: minutes(24 * 60), tries: 1, isOnly: true },
  sign_in_link: { lifetime: minutes(10), tries: 1, isOnly: true },
  change_email: { lifetime: minutes(60), tries: 1, isOnly: true },
  // Good once all the same: it goes when what it does is done. The tries are for whoever was cut short by a crash or a silent store.
  undo_email_change: { lifetime: minutes(7 * 24 * 60), tries: 1000, isOnly: false, outlivesChanges: true },
  second_factor: { lifetime: minutes(10), tries: 5, isOnly: false },
  passkey_creation: { lifetime: minutes(5), tries: 1, isOnly: true },
  passkey_request: { lifetime: minutes(5), tries: 1, isOnly: false },
  totp_enrolment: { lifetime: minutes(10), tries: 5, isOnly: true },
  provider_sign_in: { lifetime: minutes(10), tries: 1, isOnly: false },
  role_invitation: { lifetime: minutes(60), tries: 1, isOnly: false },
  impersonation: { lifetime: minutes(1), tries: 1, isOnly: false },
  // Nobody redeems one: it notes a session in which the account's owner acts as somebody else, for as long as such a session can last.
  acting: { lifetime: minutes(60), tries: 1, isOnly: false },
  provider_link: { lifetime: minutes(10), tries: 1, isOnly: true },
};

export function isChallengePurpose(text: string): text is ChallengePurpose {
  return Object.hasOwn(challengePurposes, text);
}
