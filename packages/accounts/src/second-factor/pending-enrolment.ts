/** Setting an authenticator app or a passkey up inside half a sign-in: where a policy asks for a second factor, and the account has none. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { bondOfHalf, createPasskeyEnrolment } from '../passkeys/passkey-enrolment.ts';
import type { PasskeyCreationOptions } from '../passkeys/passkey-options.ts';
import type { NewPasskey, PasskeyCeremony } from '../passkeys/passkeys.ts';
import type { SignInWay } from '../sign-in/authentication-event.ts';
import { finishSignIn } from '../sign-in/finish-sign-in.ts';
import { findNeededFactors } from '../sign-in/needed-factor.ts';
import type { PendingFacts, SignedIn } from '../sign-in/sign-in-result.ts';
import { createTotpEnrolment, type TotpEnrolment } from '../totp/totp-enrolment.ts';

export interface ConfirmPendingEnrolment {
  /** What the half sign-in handed out. */
  readonly pending: string;
  readonly enrolment: string;
  /** What the app shows. */
  readonly code: string;
  readonly client?: ClientFacts;
}

export interface ConfirmPendingPasskey extends NewPasskey {
  /** What the half sign-in handed out. */
  readonly pending: string;
  readonly client?: ClientFacts;
}

export interface PendingEnrolment {
  /** @throws GemelError `second_factor_failed` where the half sign-in is no longer good, or its account has a factor to show */
  begin(pending: string): Promise<TotpEnrolment>;
  /** Returns what `begin` did; undefined once it is no longer good. @throws GemelError as `begin` */
  resume(pending: string, enrolment: string): Promise<TotpEnrolment | undefined>;
  /** Counts the app from now on, and starts the session. @throws GemelError as `begin`, `data_conflict`, `subject_changed`, and what `gemel.startSession` throws */
  confirm(given: ConfirmPendingEnrolment): Promise<SignedIn>;
  /** @throws GemelError as `begin` */
  beginPasskey(pending: string): Promise<PasskeyCeremony<PasskeyCreationOptions>>;
  /**
   * Counts the passkey from now on, and starts the session: its user was verified when it was made.
   *
   * @throws GemelError as `begin`, `passkey_not_added`, `request_malformed`, `subject_changed`, and what `gemel.startSession` throws
   */
  confirmPasskey(given: ConfirmPendingPasskey): Promise<SignedIn>;
}

interface FinishPending {
  readonly pending: string;
  readonly client: ClientFacts | undefined;
  /** What was enrolled, and shown by that. */
  readonly way: SignInWay;
}

export function createPendingEnrolment(parts: AccountParts): PendingEnrolment {
  const { store, challenges } = parts;
  const totp = createTotpEnrolment(parts);
  const passkeys = createPasskeyEnrolment(parts);

  /** An account that has anything to show has to show that: whoever knows a password does not put another app beside it. */
  const open = async (pending: string): Promise<AccountRecord> => {
    requireTexts({ pending });
    const half = await challenges.look('second_factor', pending);
    if (half?.account === undefined) throw new GemelError('second_factor_failed');
    const { used } = half.data as unknown as PendingFacts; // as finishSignIn issued it
    const authenticators = await store.authenticators.listByAccount(half.account.id);
    if (findNeededFactors({ authenticators, used, isAsked: true })?.length !== 0) throw new GemelError('second_factor_failed');
    return half.account;
  };

  return {
    begin: async (pending) => totp.begin(await open(pending)),
    resume: async (pending, enrolment) => totp.resume(await open(pending), enrolment),
    confirm: async ({ pending, enrolment, code, client }) => {
      const account = await open(pending);
      const sealed = await totp.judge(account, enrolment, code, { client });
      return finish({ pending, client, way: 'totp' }, ({ stamp }) => totp.add(account, sealed, { client, stamp }));
    },

    beginPasskey: async (pending) => passkeys.begin(await open(pending), bondOfHalf(pending)),
    confirmPasskey: async ({ pending, client, ...given }) => {
      const account = await open(pending);
      const judged = await passkeys.judge(account, bondOfHalf(pending), { ...given, client });
      return finish({ pending, client, way: 'passkey' }, ({ stamp }) => passkeys.add(account, judged, { client, stamp }));
    },
  };

  /** @param add only while the account is as it was when the half began: of several halves at once, one adds its factor, and the others begin anew */
  async function finish({ pending, client, way }: FinishPending, add: (account: AccountRecord) => Promise<unknown>): Promise<SignedIn> {
    // Taken first: what is added makes every open challenge of the account void, this one among them.
    const taken = await challenges.take('second_factor', pending);
    if (taken?.account === undefined) throw new GemelError('second_factor_failed');
    await add(taken.account);
    const current = await store.findById(taken.account.id);
    if (current === undefined) throw new GemelError('subject_changed');
    const { used, ...facts } = taken.data as unknown as PendingFacts; // as finishSignIn issued it
    const proven = { account: current, used: [...used, way], ...facts };
    const result = await finishSignIn(parts, client === undefined ? proven : { ...proven, client });
    if (result.status !== 'signed_in') throw new GemelError('internal', 'two factors were not enough');
    return result;
  }
}
