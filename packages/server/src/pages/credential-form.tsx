/** The form that sign-in and sign-up share: an e-mail address, a password, and what was wrong with the last attempt. */
import type { JSX } from 'hono/jsx/jsx-runtime';

/** What went wrong, and with which field. */
export interface FormFault {
  readonly message: string;
  readonly field: 'email' | 'password' | 'currentPassword' | undefined;
}

export interface CredentialFormProps {
  readonly action: string;
  readonly button: string;
  /** Kept from the last attempt; a password never is. */
  readonly email: string;
  readonly isNewPassword: boolean;
  readonly passwordHint?: string;
  readonly fault: FormFault | undefined;
}

export function CredentialForm({ action, button, email, isNewPassword, passwordHint, fault }: CredentialFormProps): JSX.Element {
  const startsAtPassword = fault?.field === 'password' || (fault !== undefined && fault.field === undefined && email !== '');
  return (
    <form class="stack" method="post" action={action}>
      {fault === undefined ? null : (
        <p class="notice wrong" role="alert" id="fault">
          {fault.message}
        </p>
      )}
      <div class="field">
        <label for="email">E-mail address</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete={isNewPassword ? 'email' : 'username'}
          autocapitalize="none"
          spellcheck={false}
          required
          value={email}
          autofocus={!startsAtPassword}
          {...faultAttributes(fault, 'email')}
        />
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete={isNewPassword ? 'new-password' : 'current-password'}
          required
          autofocus={startsAtPassword}
          {...faultAttributes(fault, 'password', passwordHint === undefined ? undefined : 'password-hint')}
        />
        {passwordHint === undefined ? null : (
          <p class="hint" id="password-hint">
            {passwordHint}
          </p>
        )}
      </div>
      <button class="button full" type="submit">
        {button}
      </button>
    </form>
  );
}

function faultAttributes(fault: FormFault | undefined, field: 'email' | 'password', hint?: string): Readonly<Record<string, string>> {
  const describedBy = [fault?.field === field ? 'fault' : undefined, hint].filter((id) => id !== undefined).join(' ');
  return {
    ...(fault?.field === field ? { 'aria-invalid': 'true' } : {}),
    ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }),
  };
}
