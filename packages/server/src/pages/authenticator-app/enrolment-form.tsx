/** What an authenticator app is set up with: the secret as a picture and for typing, and the field for the first code. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { TotpEnrolment } from '@gemel/accounts';
import type { Texts } from '../../texts/texts.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { Button } from '../parts/button.tsx';
import { CodeInput } from '../parts/code-input.tsx';
import { Form, HiddenField } from '../parts/form.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { Secret } from '../parts/secret.tsx';

export interface EnrolmentFormProps {
  readonly texts: Texts;
  /** Where the first code goes. */
  readonly action: string;
  readonly given: TotpEnrolment;
  readonly fault: FormFault | undefined;
  /** Of the headings in it: one below what stands above the form. */
  readonly level?: 2 | 3;
  /** Further fields. */
  readonly children?: Child;
}

export function EnrolmentForm({ texts, action, given, fault, level = 3, children }: EnrolmentFormProps): JSX.Element {
  const { authenticatorApp, copy } = texts;
  const code = { label: authenticatorApp.firstCode, hint: authenticatorApp.firstCodeHint, length: 6 };
  return (
    <>
      <div class="scan">
        <QrCode text={given.uri} label={authenticatorApp.picture} />
        <Secret id="app-secret" heading={authenticatorApp.secret} text={spell(given.secret)} level={level} copy={copy} />
      </div>
      <Form action={action} fault={faultAt(fault)}>
        <HiddenField name="enrolment" value={given.enrolment} />
        <CodeInput name="code" {...code} fault={faultAt(fault, 'code')} hasFocus />
        {children}
        <Button>{authenticatorApp.confirm}</Button>
      </Form>
    </>
  );
}

/** In groups, for whoever types it. */
function spell(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}
