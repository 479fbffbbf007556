/** Creating an account. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { frameFor, readFields, readVisitor } from '../page-context.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { DoorPage } from './door-page.tsx';
import { type DoorCall, type DoorRoutes, withNext } from './way-in.ts';

export function addSignUpRoutes({ app, services, handle }: Pick<DoorRoutes, 'app' | 'services' | 'handle'>): void {
  app.get(
    '/sign-up',
    handle(async (call) => {
      const visitor = await readVisitor(call.context, services);
      return visitor === undefined ? call.context.html(drawSignUp(call, '', undefined)) : call.context.redirect('/account', 303);
    }),
  );

  app.post(
    '/sign-up',
    handle(async (call) => {
      const { email, password } = await readFields(call.context, ['email', 'password']);
      const client = services.auth.clientFacts(call.context.env.incoming);
      const signedUp = await outcomeOf(services.accounts.signUp({ email, password, client }), {
        ...services,
        context: call.context,
        texts: call.texts,
      });
      if (signedUp.fault !== undefined) return call.context.html(drawSignUp(call, email, signedUp.fault), signedUp.status);
      const notice = services.accounts.emailVerification?.isRequired === true ? 'signed-up-unconfirmed' : 'signed-up';
      return call.context.redirect(withNext(`/sign-in?notice=${notice}`, call.next), 303);
    }),
  );
}

function drawSignUp({ context, services, texts, next }: DoorCall, email: string, fault: FormFault | undefined): JSX.Element {
  const { door, password } = texts;
  return (
    <DoorPage
      frame={frameFor(context, services)}
      path="/sign-up"
      title={door.signUpTitle}
      lead={door.signUpLead}
      elsewhere={{ question: door.isKnown, href: withNext('/sign-in', next), text: door.toSignIn }}
    >
      <Form action={withNext('/sign-up', next)} fault={faultAt(fault)}>
        <CredentialFields texts={texts} email={email} fault={fault} passwordHint={password.hint(services.minPasswordLength)} />
        <Button size="full">{door.signUpButton}</Button>
      </Form>
    </DoorPage>
  );
}
