/** Signing in by e-mail address and password. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { readFields } from '../page-context.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { forgotPath } from '../reset-password/forgot-path.ts';
import { verifyPath } from '../verify-email/add-verify-email-routes.tsx';
import { type DoorCall, type DoorRoutes, type WayIn, withNext } from './way-in.ts';

export const passwordWay: WayIn = { id: 'password', draw: (call) => drawForm(call, '', undefined), addRoutes };

function drawForm({ services, texts, next }: DoorCall, email: string, fault: FormFault | undefined): JSX.Element {
  return (
    <Form action={withNext('/sign-in', next)} fault={faultAt(fault)}>
      <CredentialFields texts={texts} email={email} fault={fault} />
      <Button size="full">{texts.door.signInButton}</Button>
      {services.accounts.passwordReset === undefined ? null : (
        <p class="soft">
          <a href={withNext(forgotPath, next)}>{texts.mailed.toForgotPassword}</a>
        </p>
      )}
      {services.accounts.emailVerification?.isRequired === true ? (
        <p class="soft">
          <a href={withNext(verifyPath, next)}>{texts.mailed.toVerification}</a>
        </p>
      ) : null}
    </Form>
  );
}

function addRoutes({ app, services, handle, show, letIn }: DoorRoutes): void {
  app.post(
    '/sign-in',
    handle(async (call) => {
      const { email, password } = await readFields(call.context, ['email', 'password']);
      const client = services.auth.clientFacts(call.context.env.incoming);
      const signedIn = await outcomeOf(services.accounts.signIn({ email, password, client }), {
        ...services,
        context: call.context,
        texts: call.texts,
      });
      if (signedIn.fault !== undefined) return show(call, drawForm(call, email, signedIn.fault), signedIn.status);
      return letIn(call, signedIn.value);
    }),
  );
}
