/** The second step of a sign-in: half of one and the factor that it lacked make a session. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts, SessionMode } from 'gemel';
import { noteFailure } from '../audit/note-failure.ts';
import { postSuspicion } from '../notices/suspicions.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { useForHalf } from '../passkeys/passkey-use.ts';
import { finishSignIn } from '../sign-in/finish-sign-in.ts';
import { hasSessionFrom } from '../sign-in/has-session-from.ts';
import { findNeededFactors, type SecondFactor } from '../sign-in/needed-factor.ts';
import type { PendingFacts, SignedIn } from '../sign-in/sign-in-result.ts';
import { createPendingEnrolment, type PendingEnrolment } from './pending-enrolment.ts';
import { judgeSecondFactor, type SecondFactorProof, wayOf } from './judge-second-factor.ts';

export type ConfirmSecondFactor = SecondFactorProof & {
  /** What the half sign-in handed out. */
  readonly pending: string;
  readonly client?: ClientFacts;
};

/** Half a sign-in, as far as whoever holds it may know. */
export interface PendingSignIn {
  /** The account's address. */
  readonly email: string;
  /** What the account can show; nothing where one has to be set up first. */
  readonly factors: readonly SecondFactor[];
  /** What the session will be held by. */
  readonly mode: SessionMode;
  /** Whose session it will be, where that is not the first-party client's. */
  readonly clientId?: string;
}

export interface SecondFactorStep {
  /** Returns what a half sign-in still wants, and uses nothing up; undefined where it is no longer good. */
  look(pending: string): Promise<PendingSignIn | undefined>;
  /**
   * Starts the session of a half sign-in. A wrong code uses up one of its tries, and one of the account's.
   *
   * @throws GemelError `second_factor_failed`, `passkey_failed`, `request_malformed`, `sign_in_throttled`, `subject_changed`, and what `gemel.startSession` throws
   */
  confirm(given: ConfirmSecondFactor): Promise<SignedIn>;
  /** Begins to set an authenticator app up inside half a sign-in, where a policy asks for one and the account has nothing to show. */
  readonly enrolment: PendingEnrolment;
}

export function createSecondFactor(parts: AccountParts): SecondFactorStep {
  const { challenges, store, audit } = parts;
  return {
    enrolment: createPendingEnrolment(parts),

    look: async (pending) => {
      requireTexts({ pending });
      const half = await challenges.look('second_factor', pending);
      if (half?.account === undefined) return undefined;
      const { used, mode, clientId } = half.data as unknown as PendingFacts; // as finishSignIn issued it
      const factors =
        findNeededFactors({ authenticators: await store.authenticators.listByAccount(half.account.id), used, isAsked: true }) ?? [];
      return { email: half.account.email, factors, mode, ...(clientId === undefined ? {} : { clientId }) };
    },

    confirm: async ({ pending, client, ...proof }) => {
      requireTexts({ pending });
      const half = await challenges.look('second_factor', pending);
      const attempted = { step: 'second_factor', way: wayOf(proof), subject: half?.account?.id, client } as const;
      const failVoid = (): never => noteFailure(audit, { ...attempted, reason: 'proof_void' }, new GemelError('second_factor_failed'));
      if (half?.account === undefined) return failVoid();
      const owner = half.account;
      const { id: account } = owner;
      const isFamiliar = await hasSessionFrom(parts, account, client?.address ?? '');
      let triesLeft: number | undefined;
      const factor = await judgeSecondFactor(parts, { account, proof, use: useForHalf(pending), client, isFamiliar }, async () => {
        triesLeft = (await challenges.tryOnce('second_factor', pending))?.triesLeft;
        if (triesLeft === undefined) throw new GemelError('second_factor_failed');
      }).catch((error: unknown) => {
        // The first factor was right, and nothing after it: its owner should hear of that, and of a stranger's first attempt (ASVS 6.3.5).
        const isSuspicious = triesLeft === 0 || (triesLeft !== undefined && !isFamiliar);
        if (isSuspicious && error instanceof GemelError && error.isRefusal)
          postSuspicion(parts, { account: owner, client }, async () => 'second-factor-failed');
        return noteFailure(audit, { ...attempted, reason: triesLeft === undefined ? 'proof_void' : 'proof_wrong' }, error);
      });
      const taken = await challenges.take('second_factor', pending);
      if (taken?.account === undefined) return failVoid();
      const { used, ...facts } = taken.data as unknown as PendingFacts; // as finishSignIn issued it
      const proven = { account: taken.account, used: [...used, factor], ...facts };
      const result = await finishSignIn(parts, client === undefined ? proven : { ...proven, client });
      if (result.status !== 'signed_in') throw new GemelError('internal', 'two factors were not enough');
      return result;
    },
  };
}
