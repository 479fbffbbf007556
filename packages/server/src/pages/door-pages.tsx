/** The two pages before the door: sign in and sign up. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { CredentialForm, type FormFault } from './credential-form.tsx';
import { type Frame, Layout } from './layout.tsx';
import { Mark } from './mark.tsx';

export interface DoorProps {
  readonly frame: Frame;
  readonly email: string;
  /** Where to go afterwards: a path of ours, checked again when it is used. */
  readonly next: string | undefined;
  readonly fault: FormFault | undefined;
}

export function SignInPage({ frame, email, next, fault, notice }: DoorProps & { readonly notice: string | undefined }): JSX.Element {
  return (
    <Layout frame={frame} title="Sign in" path="/sign-in">
      <div class="door">
        {notice === undefined ? null : (
          <p class="notice" role="status">
            {notice}
          </p>
        )}
        <div class="card">
          <header>
            <Mark height={40} />
            <h1>Sign in</h1>
            <p class="soft">Good to see you again.</p>
          </header>
          <CredentialForm action={withNext('/sign-in', next)} button="Sign in" email={email} isNewPassword={false} fault={fault} />
        </div>
        <p class="other soft">
          New here? <a href={withNext('/sign-up', next)}>Create an account</a>
        </p>
      </div>
    </Layout>
  );
}

export function SignUpPage({ frame, email, next, fault, passwordHint }: DoorProps & { readonly passwordHint: string }): JSX.Element {
  return (
    <Layout frame={frame} title="Create an account" path="/sign-up">
      <div class="door">
        <div class="card">
          <header>
            <Mark height={40} />
            <h1>Create an account</h1>
            <p class="soft">An e-mail address and a password, nothing more.</p>
          </header>
          <CredentialForm
            action={withNext('/sign-up', next)}
            button="Create account"
            email={email}
            isNewPassword
            passwordHint={passwordHint}
            fault={fault}
          />
        </div>
        <p class="other soft">
          You have one already? <a href={withNext('/sign-in', next)}>Sign in</a>
        </p>
      </div>
    </Layout>
  );
}

function withNext(path: string, next: string | undefined): string {
  return next === undefined ? path : `${path}?next=${encodeURIComponent(next)}`;
}
