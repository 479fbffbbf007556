/** Proving anew who one is, inside a session: all factors of the account, shown again, make one new authentication event. ASVS 7.5.1, 7.5.3, 7.2.4 */
import { GemelError } from '@gemel/protocol';
import type { Session, StartedSession } from 'gemel';
import type { AccountRecord } from '../account.ts';
import { noteFailure } from '../audit/note-failure.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { useForStepUp } from '../passkeys/passkey-use.ts';
import { judgeSecondFactor, type SecondFactorProof, wayOf } from '../second-factor/judge-second-factor.ts';
import { authenticationFacts, type SignInWay } from '../sign-in/authentication-event.ts';
import { findNeededFactors, hasRecoveryCodes, type SecondFactor } from '../sign-in/needed-factor.ts';
import { judgePassword } from './judge-password.ts';
import { type Asking, readAsking } from './require-recent.ts';

/** What has to be shown: the password where there is one and one of the factors where there are any, or else a passkey. */
export interface StepUpNeeds {
  /** False for an account that has none: without a passkey it signs in again instead. */
  readonly password: boolean;
  readonly factors: readonly SecondFactor[];
  /** Whether the account has a passkey, which does alone: it is two factors. */
  readonly passkey: boolean;
  /** Whether a recovery code makes two factors of the password: for whoever has no app, and a passkey that is not at hand. */
  readonly recoveryCode: boolean;
  /** What its session is held by, and so what the new credentials are. */
  readonly mode: Session['mode'];
}

export interface StepUpProof {
  /** Not needed where the factor is a passkey. */
  readonly password?: string;
  /** Needed where the account has any; a recovery code may be shown by whoever has some. */
  readonly factor?: SecondFactorProof;
}

export interface StepUp {
  /** @throws GemelError `session_unknown` */
  needs(asking: Asking): Promise<StepUpNeeds>;
  /**
   * Records the new authentication event and returns new credentials; those of before are superseded. The `sid` stays.
   *
   * @throws GemelError `session_unknown`, `sign_in_failed` (the password), `second_factor_failed`, `passkey_failed`,
   *   `request_malformed`, `sign_in_throttled`, `hashing_busy`
   */
  confirm(asking: Asking, proof: StepUpProof): Promise<StartedSession>;
}

export function createStepUp(parts: AccountParts): StepUp {
  const { gemel, store, audit } = parts;

  const read = async ({ subject, sid }: Asking): Promise<{ readonly account: AccountRecord; readonly needs: StepUpNeeds }> => {
    requireTexts({ subject, sid });
    const { account, session } = await readAsking(parts, { subject, sid });
    const authenticators = await store.authenticators.listByAccount(subject);
    const hasPasskey = authenticators.some(({ kind }) => kind === 'passkey');
    const factors = findNeededFactors({ authenticators, used: ['password'] }) ?? [];
    const recoveryCode = hasRecoveryCodes(authenticators);
    const needs = { password: account.passwordHash !== null, factors, passkey: hasPasskey, recoveryCode, mode: session.mode };
    return { account, needs };
  };

  return {
    needs: async (asking) => (await read(asking)).needs,
    confirm: async (asking, { password, factor: proof }) => {
      const isPasskey = proof !== undefined && 'passkey' in proof;
      const { account, needs } = await read(asking);
      const { subject, sid, client } = asking;
      const used: SignInWay[] = [];
      if (password !== undefined || !isPasskey) {
        if (typeof password !== 'string') throw new GemelError('request_malformed', 'password is not a text.');
        await judgePassword(parts, account, { sid, password, client });
        used.push('password');
      }
      const isCode = proof !== undefined && 'recoveryCode' in proof && needs.recoveryCode;
      if (needs.factors.length > 0 || isPasskey || isCode) {
        if (proof === undefined) throw new GemelError('second_factor_failed');
        const attempted = { step: 'step_up', way: wayOf(proof), subject, sid, client } as const;
        const judging = judgeSecondFactor(parts, { account: account.id, proof, use: useForStepUp(asking), client, isFamiliar: true });
        used.push(await judging.catch((error: unknown) => noteFailure(audit, attempted, error)));
      }
      const authentication = authenticationFacts(used);
      const started = await gemel.stepUp(sid, authentication);
      audit.write({ kind: 'step_up.succeeded', subject, sid, client, ways: used, ...authentication });
      return started;
    },
  };
}
