/** Setting an authenticator app up: a seed is sealed and shown, its first code judged, and the app counted. Who may do it is for the caller to say. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { SignInFailure } from '../audit/audit-event.ts';
import { challengePurposes } from '../challenges/challenge-purposes.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { toBase32 } from './base32.ts';
import { findTotpStep } from './totp-code.ts';
import { openSeed, sealSeed, type TotpData } from './totp-seed.ts';

const seedBytes = 20;

/** What the owner's app is given; shown once, stored sealed alone. */
export interface TotpEnrolment {
  /** Goes with the first code; good for one enrolment. */
  readonly enrolment: string;
  /** For a QR code: `otpauth://totp/…`. */
  readonly uri: string;
  /** The same secret for typing, in base32. */
  readonly secret: string;
  /** At most. */
  readonly expiresIn: Seconds;
}

/** By whom, for the audit log. */
interface EnrolledBy {
  readonly sid?: string | undefined;
  readonly client?: ClientFacts | undefined;
}

/** It is added only to an account that nothing has changed since: its stamp then. Whoever has taken the account back meanwhile finds nothing new in it. */
type AddedBy = EnrolledBy & { readonly stamp: number };

interface EnrolsTotp {
  begin(account: AccountRecord): Promise<TotpEnrolment>;
  /** Uses nothing up; undefined once it is no longer good. */
  resume(account: AccountRecord, enrolment: string): Promise<TotpEnrolment | undefined>;
  /** Returns what is to be kept where the first code is right, and uses the enrolment up. @throws GemelError `second_factor_failed` */
  judge(account: AccountRecord, enrolment: string, code: string, by: EnrolledBy): Promise<TotpData>;
  /**
   * Makes the account's open challenges void, and tells the owner.
   *
   * @throws GemelError `data_conflict` where the account has an app already, `second_factor_failed` where it has changed
   */
  add(account: AccountRecord, data: TotpData, by: AddedBy): Promise<void>;
}

export function createTotpEnrolment(parts: AccountParts): EnrolsTotp {
  const { gemel, store, challenges, mail, now, randomText, audit } = parts;

  const show = (account: AccountRecord, seed: Uint8Array, enrolment: string): TotpEnrolment => {
    const secret = toBase32(seed);
    const uri = otpauthUri(new URL(gemel.options.issuer).host, account.email, secret);
    return { enrolment, uri, secret, expiresIn: challengePurposes.totp_enrolment.lifetime };
  };

  return {
    begin: async (account) => {
      const seed = randomText(seedBytes);
      const { secret: enrolment } = await challenges.issue('totp_enrolment', account, { sealed: sealSeed(parts, account.id, seed) });
      return show(account, Buffer.from(seed, 'base64url'), enrolment);
    },

    resume: async (account, enrolment) => {
      requireTexts({ enrolment });
      const open = await challenges.look('totp_enrolment', enrolment);
      if (open?.account?.id !== account.id) return undefined;
      const { sealed } = open.data as { readonly sealed: string }; // as begin issued it
      return show(account, openSeed(parts, account.id, sealed), enrolment);
    },

    judge: async (account, enrolment, code, by) => {
      requireTexts({ enrolment, code });
      const open = await challenges.tryOnce('totp_enrolment', enrolment);
      const fail = (reason: SignInFailure): GemelError => {
        audit.write({ kind: 'factor.not_added', subject: account.id, ...by, factor: 'totp', reason });
        return new GemelError('second_factor_failed');
      };
      if (open?.account?.id !== account.id) throw fail('proof_void');
      const { sealed } = open.data as { readonly sealed: string }; // as begin issued it
      const lastStep = findTotpStep(openSeed(parts, account.id, sealed), code, { now: now(), lastStep: -1, steps: parts.totpSteps });
      if (lastStep === undefined) throw fail('proof_wrong');
      if ((await challenges.take('totp_enrolment', enrolment)) === undefined) throw fail('proof_void');
      return { sealed, lastStep };
    },

    add: async (account, data, { stamp, ...by }) => {
      const head = { id: randomText(16), account: account.id, lookup: account.id, kind: 'totp', name: '' } as const;
      const record = { ...head, data: { ...data }, createdAt: now(), lastUsedAt: null, version: 1 };
      const inserted = await store.authenticators.insert(record, { stamp });
      if (inserted === 'stamp_changed') throw new GemelError('second_factor_failed');
      if (inserted !== 'inserted') throw new GemelError('data_conflict');
      audit.write({ kind: 'factor.added', subject: account.id, ...by, factor: 'totp' });
      mail?.post('factor-added', account.email, { factor: 'totp', ...occasionOf(now(), by.client) });
    },
  };
}

/** @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
function otpauthUri(issuer: string, email: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}
