/** Judges what is shown as a second factor, and counts what was wrong: per account, for its owner and for strangers apart. S20 */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import { limitKey } from '../limits/limit-key.ts';
import type { Limit } from '../limits/limit-store.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import type { PasskeyUse } from '../passkeys/passkey-use.ts';
import { usePasskey } from '../passkeys/use-passkey.ts';
import { useRecoveryCode } from '../recovery-codes/use-recovery-code.ts';
import type { SecondFactor } from '../sign-in/needed-factor.ts';
import { useTotp } from '../totp/use-totp.ts';

/** What is shown as the second factor: exactly one. */
export type SecondFactorProof =
  | {
      /** The code that the owner's authenticator app shows. */
      readonly totp: string;
    }
  | {
      /** One of the recovery codes, as typed. */
      readonly recoveryCode: string;
    }
  | {
      /** What the browser answered: `PublicKeyCredential.toJSON()`, as an object or as text. */
      readonly passkey: unknown;
    };

/** What a proof shows. */
export function wayOf(proof: SecondFactorProof): SecondFactor {
  if ('passkey' in proof) return 'passkey';
  return 'recoveryCode' in proof ? 'recovery_code' : 'totp';
}

/** One attempt at an account's second factor. */
export interface FactorAttempt {
  /** The account's id. */
  readonly account: string;
  readonly proof: SecondFactorProof;
  /** What a passkey's challenge has to be for. */
  readonly use: PasskeyUse;
  readonly client?: ClientFacts | undefined;
  /** Whether it is made by a session of the account, or from where one began: strangers who know the password cannot spend these tries. */
  readonly isFamiliar: boolean;
}

/**
 * Of an account's wrong codes: ten at once and four an hour, a hundred at once and one for each 7.2 hours in the long run; as many for
 * whoever is familiar, as many for all others together.
 */
function limitsOf({ account, isFamiliar }: Pick<FactorAttempt, 'account' | 'isFamiliar'>): readonly Limit[] {
  const key = (kind: string): string => limitKey(`second factor ${kind}`, `${isFamiliar ? 'familiar ' : ''}${account}`);
  return [
    { key: key('hour'), interval: 900, burst: 10 },
    { key: key('month'), interval: 25_920, burst: 100 },
  ];
}

/** The keys of all limits of an account's second factor. */
export function secondFactorKeys(account: string): readonly string[] {
  return [true, false].flatMap((isFamiliar) => limitsOf({ account, isFamiliar })).map(({ key }) => key);
}

/**
 * Returns which factor it was, used up: of many at once, one succeeds. Recovery codes and passkeys cannot be guessed, and so are not counted: whoever
 * spends the tries of the app does not take these ways from its owner.
 *
 * @param begin runs once the limits allow the attempt, before anything is judged; what it throws is not counted
 * @throws GemelError `second_factor_failed`, `passkey_failed`, `request_malformed`, `sign_in_throttled`, and what `begin` throws
 */
export async function judgeSecondFactor(
  parts: AccountParts,
  attempt: FactorAttempt,
  begin: () => Promise<void> = async () => undefined,
): Promise<SecondFactor> {
  const { account, proof, client } = attempt;
  if ('passkey' in proof) {
    await begin();
    await usePasskey(parts, proof.passkey, { wanted: attempt.use, account });
    return 'passkey';
  }
  if ('recoveryCode' in proof) {
    requireTexts({ recoveryCode: proof.recoveryCode });
    await begin();
    if (!(await useRecoveryCode(parts, { account, code: proof.recoveryCode, client }))) throw new GemelError('second_factor_failed');
    return 'recovery_code';
  }
  requireTexts({ totp: proof.totp });
  const limits = limitsOf(attempt);
  const answer = await parts.store.limits.spend(limits, parts.now());
  if (!answer.isAllowed) throw new GemelError('sign_in_throttled', { retryAfter: answer.waitFor });
  await begin();
  if (!(await useTotp(parts, account, proof.totp))) throw new GemelError('second_factor_failed');
  await parts.store.limits.refund(limits);
  return 'totp';
}
