/** Signing in by a passkey alone: by a button, or by what the browser suggests in the address's field. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { endpointPaths } from '@gemel/protocol';
import { type DoorCall, type DoorRoutes, type WayIn, withNext } from '../door/way-in.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { readFields } from '../page-context.ts';
import { Form } from '../parts/form.tsx';
import { credentialField, PasskeyCeremony } from './passkey-ceremony.tsx';

const path = '/sign-in/passkey';

export const passkeyWayIn: WayIn = {
  id: 'passkey',
  draw: (call) => (call.services.accounts.passkeys.isAvailable ? drawForm(call, undefined) : undefined),
  addRoutes,
  scripts: ['passkey'],
};

function drawForm({ texts, next }: DoorCall, fault: FormFault | undefined): JSX.Element {
  return (
    <Form action={withNext(path, next)} fault={faultAt(fault)}>
      <PasskeyCeremony
        texts={texts}
        action="get"
        optionsPath={`${endpointPaths.passkeySignIn}/options`}
        isOffered
        button={texts.passkeys.signIn}
        kind="quiet"
        size="full"
      />
    </Form>
  );
}

function addRoutes({ app, services, handle, show, letIn }: DoorRoutes): void {
  const { passkeys } = services.accounts;

  app.post(
    path,
    handle(async (call) => {
      const { [credentialField]: credential } = await readFields(call.context, [credentialField]);
      const client = services.auth.clientFacts(call.context.env.incoming);
      const signedIn = await outcomeOf(passkeys.signIn({ credential, client }), { ...services, context: call.context, texts: call.texts });
      if (signedIn.fault !== undefined) return show(call, drawForm(call, signedIn.fault), signedIn.status);
      return letIn(call, signedIn.value);
    }),
  );

  app.get(
    path,
    handle((call) => call.context.redirect(withNext('/sign-in', call.next), 303)),
  );
}
