/** What the second step of a sign-in says. */
import type { SecondFactor } from '@gemel/accounts';

export interface SecondStepTexts {
  readonly title: string;
  /** @param email whose sign-in it is */
  readonly lead: (email: string) => string;
  readonly code: string;
  readonly codeHint: string;
  readonly recoveryCode: string;
  readonly recoveryCodeHint: string;
  readonly confirm: string;
  /** Lead to another factor. */
  readonly instead: Readonly<Record<SecondFactor, string>>;
  /** Where a second step is asked for, and there is none yet. */
  readonly setUpTitle: string;
  readonly setUpLead: (email: string) => string;
  readonly isStranger: string;
  readonly startAgain: string;
}
