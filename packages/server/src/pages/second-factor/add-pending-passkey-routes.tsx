/** Adding a passkey in the middle of a sign-in, in place of an authenticator app. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { letIn, secondFactorPath } from '../door/let-in.ts';
import { withNext } from '../door/way-in.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { readFields } from '../page-context.ts';
import { Form } from '../parts/form.tsx';
import { credentialField, PasskeyCeremony } from '../passkeys/passkey-ceremony.tsx';
import type { EnrolmentCall, EnrolmentRoutes } from './add-pending-enrolment-routes.tsx';

const path = `${secondFactorPath}/enrolment/passkey`;
const optionsPath = `${path}/options`;

/** @param draw draws the page that asks, with what was wrong */
export function addPendingPasskeyRoutes(
  { app, services, handle }: EnrolmentRoutes,
  draw: (call: EnrolmentCall, fault: FormFault) => JSX.Element,
): void {
  const { enrolment } = services.accounts.secondFactor;

  app.post(
    optionsPath,
    handle(async ({ context, pending }) => {
      const { options, expiresIn } = await enrolment.beginPasskey(pending);
      return context.json({ options, expires_in: expiresIn });
    }),
  );

  app.post(
    path,
    handle(async (call) => {
      const { context, pending, texts } = call;
      const { [credentialField]: credential } = await readFields(context, [credentialField]);
      const client = services.auth.clientFacts(context.env.incoming);
      const confirmed = await outcomeOf(enrolment.confirmPasskey({ pending, credential, client }), { ...services, context, texts });
      if (confirmed.fault !== undefined) return context.html(draw(call, confirmed.fault), confirmed.status);
      return letIn(call, confirmed.value);
    }),
  );

  app.get(path, (context) => context.redirect(secondFactorPath, 303));
}

/** Undefined where no browser would make one. */
export function drawPendingPasskey({ services, texts, next }: EnrolmentCall, fault: FormFault | undefined): JSX.Element | undefined {
  if (!services.accounts.passkeys.isAvailable) return undefined;
  return (
    <Form action={withNext(path, next)} fault={faultAt(fault)}>
      <PasskeyCeremony texts={texts} action="create" optionsPath={optionsPath} button={texts.passkeys.add} size="full" />
    </Form>
  );
}
