/** The fields that sign-in and sign-up share: an e-mail address and a password. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Texts } from '../../texts/texts.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { Field } from '../parts/field.tsx';

export interface CredentialFieldsProps {
  readonly texts: Texts;
  /** Kept from the last attempt; a password never is. */
  readonly email: string;
  readonly fault: FormFault | undefined;
  /** Set where the password is a new one. */
  readonly passwordHint?: string;
}

export function CredentialFields({ texts: { door }, email, fault, passwordHint }: CredentialFieldsProps): JSX.Element {
  const isNew = passwordHint !== undefined;
  const startsAtPassword = fault !== undefined && fault.field === undefined && email !== '';
  return (
    <>
      <Field
        name="email"
        type="email"
        label={door.email}
        autocomplete={isNew ? 'email' : 'username webauthn'}
        value={email}
        fault={faultAt(fault, 'email')}
        hasFocus={!startsAtPassword && fault?.field !== 'password'}
      />
      <Field
        name="password"
        type="password"
        label={door.password}
        autocomplete={isNew ? 'new-password' : 'current-password'}
        fault={faultAt(fault, 'password')}
        hasFocus={startsAtPassword}
        {...(isNew ? { hint: passwordHint } : {})}
      />
    </>
  );
}
