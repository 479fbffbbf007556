/** The ways in which an account can prove anew who its owner is: a passkey alone, or the password with what goes beside it. */
import type { StepUpNeeds } from '@gemel/accounts';
import type { SecondWay } from '../second-factor/second-way.ts';
import { secondWays } from '../second-factor/second-ways.ts';

export interface StepUpWay {
  /** In the URL. */
  readonly by: SecondWay['factor'] | 'password';
  readonly hasPassword: boolean;
  /** Undefined where the password is all. */
  readonly second: SecondWay | undefined;
}

/** @param isStrong whether two factors are asked for, so that a password alone leads nowhere */
export function stepUpWays({ password, passkey, factors, recoveryCode }: StepUpNeeds, isStrong: boolean): readonly StepUpWay[] {
  const hasFactor = { passkey, totp: password && factors.includes('totp'), recovery_code: password && recoveryCode };
  const offered = secondWays.filter(({ factor }) => hasFactor[factor]);
  const withSecond = offered.map((second) => ({ by: second.factor, hasPassword: second.factor !== 'passkey', second }));
  const isPasswordEnough = password && factors.length === 0 && !isStrong;
  return isPasswordEnough ? [...withSecond, { by: 'password', hasPassword: true, second: undefined }] : withSecond;
}
