/** What pages say after something was done or refused: a fixed vocabulary, so that a URL can name a text and never bring one. */
import type { ErrorCode } from '@gemel/protocol';
import type { FormFault } from './credential-form.tsx';

const notices: ReadonlyMap<string, string> = new Map([
  ['signed-up', 'If that address was new here, its account is ready. Sign in to begin.'],
  ['signed-out', 'You are signed out.'],
  ['signed-out-everywhere', 'You are signed out, here and everywhere else.'],
  ['ended', 'Your session has ended. Sign in to go on.'],
  ['session-ended', 'That session has ended.'],
  ['others-ended', 'All your other sessions have ended.'],
  ['password-changed', 'Your password is changed, and all your other sessions have ended.'],
]);

/** Returns the text for a name in `?notice=`, or undefined for any other name. */
export function noticeText(name: string | undefined): string | undefined {
  return name === undefined ? undefined : notices.get(name);
}

/** What a new password must be. */
export function passwordHint(minLength: number): string {
  return `At least ${minLength} characters, of any kind. A sentence works well.`;
}

const fieldOf: Partial<Record<ErrorCode, 'email' | 'password'>> = {
  email_invalid: 'email',
  password_too_short: 'password',
  password_too_long: 'password',
  password_too_common: 'password',
  password_contextual: 'password',
};

const texts: Partial<Record<ErrorCode, string>> = {
  email_invalid: 'That does not look like an e-mail address.',
  password_too_common: 'Too many people use that password. Choose one that is yours alone.',
  password_contextual: 'That password can be guessed from your address or from the name of this service. Choose another.',
  sign_in_failed: 'The e-mail address or the password is wrong.',
  sign_in_throttled: 'Too many attempts failed. Wait a moment, then try again.',
  hashing_busy: 'Many people are signing in right now. Try again in a moment.',
  subject_changed: 'Your sessions were ended while you signed in. Sign in again.',
};

/** What a form's texts depend on. */
export interface FormFacts {
  readonly minPasswordLength: number;
  /** True where the form asks the signed-in visitor for the current password. */
  readonly isSignedIn?: boolean;
}

/** Returns what a form says about a refusal, or undefined where it is none that a form can help with. */
export function formFault(code: ErrorCode, summary: string, { minPasswordLength, isSignedIn }: FormFacts): FormFault | undefined {
  if (code === 'password_too_short') {
    return {
      field: 'password',
      message: `That password is too short: use at least ${minPasswordLength} characters. A sentence works well.`,
    };
  }
  if (code === 'sign_in_failed' && isSignedIn === true) return { field: 'currentPassword', message: 'The current password is wrong.' };
  const field = fieldOf[code];
  const message = texts[code] ?? (field === undefined ? undefined : summary);
  return message === undefined ? undefined : { field, message };
}
