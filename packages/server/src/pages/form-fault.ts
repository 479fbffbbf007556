/** Which refusals a form answers itself, and beside which field. */
import type { ErrorCode } from '@gemel/protocol';
import type { FaultCode, FaultFacts } from '../texts/fault-texts.ts';
import type { Texts } from '../texts/texts.ts';
import type { PageContext } from './page-context.ts';

/** What went wrong, and with which field; undefined where it is no single field's. */
export interface FormFault {
  readonly message: string;
  readonly field: string | undefined;
}

const fieldOf: Partial<Record<FaultCode, string>> = {
  email_invalid: 'email',
  password_too_short: 'password',
  password_too_long: 'password',
  password_too_common: 'password',
  password_contextual: 'password',
  second_factor_failed: 'code',
};

/** What a form's texts depend on. */
export interface FormFacts extends FaultFacts {
  /** Told when to come again, where that is said: the page's own. */
  readonly context: PageContext;
  readonly texts: Texts;
  /** True where the form asks the signed-in visitor for the current password. */
  readonly isSignedIn?: boolean;
}

/** Returns what a form says about a refusal, or undefined where it is none that a form can help with. */
export function formFault(code: ErrorCode, facts: FormFacts): FormFault | undefined {
  const { texts, isSignedIn } = facts;
  if (code === 'sign_in_failed' && isSignedIn === true) return { field: 'currentPassword', message: texts.password.currentIsWrong };
  return isFaultCode(code, texts) ? { field: fieldOf[code], message: texts.faults[code](facts) } : undefined;
}

/** Returns the text for one field, or, without a name, for the form as a whole. */
export function faultAt(fault: FormFault | undefined, field?: string): string | undefined {
  return fault?.field === field ? fault?.message : undefined;
}

function isFaultCode(code: ErrorCode, { faults }: Texts): code is FaultCode {
  return Object.hasOwn(faults, code);
}
