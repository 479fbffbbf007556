/** Changing one's password: the current one, and the next. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Texts } from '../../texts/texts.ts';
import { forgotPath } from '../reset-password/forgot-path.ts';
import type { AccountCall } from '../account/account-panel.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { Button, LinkButton } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { AccountName, Form } from '../parts/form.tsx';
import { Panel } from '../parts/panel.tsx';

export async function drawPassword({ visitor, services, texts }: AccountCall, fault?: FormFault): Promise<JSX.Element> {
  const account = await services.accounts.findBySubject(visitor.principal.subject);
  if (account?.hasPassword === false) return <NoPasswordPanel texts={texts} canChoose={services.accounts.passwordReset !== undefined} />;
  return <PasswordPanel texts={texts} name={visitor.name} minLength={services.minPasswordLength} fault={fault} />;
}

/** There is no current one to ask for: the mailbox proves who it is, as for whoever has forgotten theirs. */
function NoPasswordPanel({ texts: { password }, canChoose }: { readonly texts: Texts; readonly canChoose: boolean }): JSX.Element {
  return (
    <Panel id="password" heading={password.heading} lead={password.none}>
      {canChoose ? (
        <LinkButton href={forgotPath} kind="quiet">
          {password.choose}
        </LinkButton>
      ) : null}
    </Panel>
  );
}

interface PasswordPanelProps {
  readonly texts: Texts;
  readonly name: string;
  readonly minLength: number;
  readonly fault: FormFault | undefined;
}

function PasswordPanel({ texts: { password }, name, minLength, fault }: PasswordPanelProps): JSX.Element {
  return (
    <Panel id="password" heading={password.heading} lead={password.lead}>
      <Form action="/account/password" fault={faultAt(fault)}>
        <AccountName name={name} />
        <Field
          id="current-password"
          name="currentPassword"
          type="password"
          label={password.current}
          autocomplete="current-password"
          fault={faultAt(fault, 'currentPassword')}
        />
        <Field
          id="new-password"
          name="newPassword"
          type="password"
          label={password.next}
          autocomplete="new-password"
          hint={password.hint(minLength)}
          fault={faultAt(fault, 'password')}
        />
        <Button kind="quiet">{password.change}</Button>
      </Form>
    </Panel>
  );
}
