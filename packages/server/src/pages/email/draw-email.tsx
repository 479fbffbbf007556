/** The e-mail address, as a panel of the account: what it is, whether it is confirmed, and another one in its place. */
import type { AccountCall, Drawn } from '../account/account-panel.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Panel } from '../parts/panel.tsx';

export interface TriedEmail {
  readonly email: string;
  readonly fault: FormFault;
}

/** Nothing where there is no mail: an address that cannot be proven is not changed. */
export async function drawEmail({ services, visitor, texts }: AccountCall, tried?: TriedEmail): Promise<Drawn> {
  const account = await services.accounts.findBySubject(visitor.principal.subject);
  if (services.accounts.emailChange === undefined || account === undefined) return undefined;
  const { email } = texts;
  const badge = account.isEmailVerified ? <Badge>{email.isVerified}</Badge> : <Badge kind="mind">{email.isUnverified}</Badge>;
  return (
    <Panel id="email" heading={email.heading} lead={email.lead(account.email)} aside={badge}>
      {account.isEmailVerified ? null : (
        <Form action="/account/email/verify">
          <Button kind="quiet">{email.sendAgain}</Button>
        </Form>
      )}
      <Form action="/account/email#email" fault={faultAt(tried?.fault)}>
        <Field
          id="new-email"
          name="email"
          type="email"
          label={email.next}
          autocomplete="email"
          value={tried?.email ?? ''}
          hint={email.hint}
          fault={faultAt(tried?.fault, 'email')}
        />
        <Button kind="quiet">{email.change}</Button>
      </Form>
    </Panel>
  );
}
