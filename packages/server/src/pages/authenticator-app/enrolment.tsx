/** Setting an authenticator app up, as the panel of a page of the account. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { TotpEnrolment } from '@gemel/accounts';
import type { AccountCall } from '../account/account-panel.ts';
import { EndOthersChoice } from '../account/end-others.tsx';
import type { FormFault } from '../form-fault.ts';
import { Panel } from '../parts/panel.tsx';
import { EnrolmentForm } from './enrolment-form.tsx';

/** The secret is shown this once. */
export function drawEnrolment({ texts }: AccountCall, given: TotpEnrolment, fault?: FormFault): JSX.Element {
  const { authenticatorApp } = texts;
  return (
    <Panel id="authenticator-app" heading={authenticatorApp.heading} lead={authenticatorApp.scan}>
      <EnrolmentForm texts={texts} action="/account/authenticator-app/confirm" given={given} fault={fault}>
        <EndOthersChoice texts={texts} id="end-others-with-app" />
      </EnrolmentForm>
    </Panel>
  );
}
