/** Every second factor that pages ask for, in the order in which they are offered: a feature adds its own here. */
import type { SecondFactor } from '@gemel/accounts';
import { passkeySecondWay } from '../passkeys/passkey-second-way.tsx';
import { recoveryCodeWay } from './recovery-code-way.tsx';
import type { SecondWay } from './second-way.ts';
import { totpWay } from './totp-way.tsx';

export const secondWays: readonly SecondWay[] = [passkeySecondWay, totpWay, recoveryCodeWay];

/** The ways to show one of an account's factors. */
export interface OfferedWays {
  /** The one that the URL names, or the first; undefined where pages know none of the factors. */
  readonly way: SecondWay | undefined;
  readonly others: readonly SecondWay[];
}

/** @param by the name of a factor, from the URL */
export function offeredWays(factors: readonly SecondFactor[], by: string | undefined): OfferedWays {
  const offered = secondWays.filter(({ factor }) => factors.includes(factor));
  const way = offered.find(({ factor }) => factor === by) ?? offered[0];
  return { way, others: offered.filter((one) => one !== way) };
}
