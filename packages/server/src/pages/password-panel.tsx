/** Changing one's password: the current one, and the next. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { FormFault } from './credential-form.tsx';

export interface PasswordPanelProps {
  /** For password managers, which want to know whose password it is. */
  readonly name: string;
  readonly hint: string;
  readonly fault: FormFault | undefined;
}

export function PasswordPanel({ name, hint, fault }: PasswordPanelProps): JSX.Element {
  const isCurrentWrong = fault?.field === 'currentPassword';
  return (
    <section aria-labelledby="password">
      <header>
        <h2 id="password">Password</h2>
        <p class="soft">A new password ends all your other sessions.</p>
      </header>
      <form class="card panel stack" method="post" action="/account/password">
        {fault === undefined ? null : (
          <p class="notice wrong" role="alert" id="password-fault">
            {fault.message}
          </p>
        )}
        <input class="unseen" type="text" name="username" autocomplete="username" value={name} readonly tabindex={-1} aria-hidden="true" />
        <div class="field">
          <label for="current-password">Current password</label>
          <input
            id="current-password"
            name="currentPassword"
            type="password"
            autocomplete="current-password"
            required
            autofocus={isCurrentWrong}
            {...(isCurrentWrong ? { 'aria-invalid': 'true', 'aria-describedby': 'password-fault' } : {})}
          />
        </div>
        <div class="field">
          <label for="new-password">New password</label>
          <input
            id="new-password"
            name="newPassword"
            type="password"
            autocomplete="new-password"
            required
            autofocus={fault?.field === 'password'}
            {...(fault?.field === 'password'
              ? { 'aria-invalid': 'true', 'aria-describedby': 'password-fault new-password-hint' }
              : { 'aria-describedby': 'new-password-hint' })}
          />
          <p class="hint" id="new-password-hint">
            {hint}
          </p>
        </div>
        <div class="row">
          <button class="button quiet" type="submit">
            Change password
          </button>
        </div>
      </form>
    </section>
  );
}
