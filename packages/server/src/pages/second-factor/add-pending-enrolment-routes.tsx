/** Setting a second factor up in the middle of a sign-in, where it is asked for and there is none. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { PendingSignIn, TotpEnrolment } from '@gemel/accounts';
import type { ScriptName } from '../asset-routes.ts';
import { EnrolmentForm } from '../authenticator-app/enrolment-form.tsx';
import { DoorPage } from '../door/door-page.tsx';
import { letIn, secondFactorPath } from '../door/let-in.ts';
import { type DoorCall, type DoorRoutes, withNext } from '../door/way-in.ts';
import type { FormFault } from '../form-fault.ts';
import { frameFor, type PageContext } from '../page-context.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { addAppEnrolmentRoutes } from './add-app-enrolment-routes.ts';
import { addPendingPasskeyRoutes, drawPendingPasskey } from './add-pending-passkey-routes.tsx';

const enrolmentPath = `${secondFactorPath}/enrolment`;

/** One request of half a sign-in whose account has nothing to show. */
export interface EnrolmentCall extends DoorCall {
  readonly pending: string;
  readonly half: PendingSignIn;
}

export interface EnrolmentRoutes extends Pick<DoorRoutes, 'app' | 'services'> {
  /** Makes a handler for those; anybody else is led to the step as it is for them. */
  handle(act: (call: EnrolmentCall) => Promise<Response>): (context: PageContext) => Promise<Response>;
}

export function addPendingEnrolmentRoutes({ app, services, handle }: EnrolmentRoutes): void {
  addAppEnrolmentRoutes<EnrolmentCall>({ app, services, stepPath: secondFactorPath, enrolmentPath, handle, draw: drawApp, enter: letIn });
  addPendingPasskeyRoutes({ app, services, handle }, drawAsked);
}

/** Says that one is asked for, and begins. */
export function drawAsked(call: EnrolmentCall, fault?: FormFault): JSX.Element {
  const { door, secondStep, authenticatorApp } = call.texts;
  const passkey = drawPendingPasskey(call, fault);
  return (
    <EnrolmentPage call={call} lead={secondStep.setUpLead(call.half.email)} scripts={passkey === undefined ? [] : ['passkey']}>
      {passkey}
      {passkey === undefined ? null : <p class="or">{door.or}</p>}
      <Form action={withNext(enrolmentPath, call.next)}>
        <Button size="full" kind={passkey === undefined ? 'main' : 'quiet'}>
          {authenticatorApp.setUp}
        </Button>
      </Form>
    </EnrolmentPage>
  );
}

function drawApp(call: EnrolmentCall, given: TotpEnrolment, fault: FormFault | undefined): JSX.Element {
  const { texts, next } = call;
  return (
    <EnrolmentPage call={call} lead={texts.authenticatorApp.scan} scripts={['copy']}>
      <EnrolmentForm texts={texts} action={withNext(`${enrolmentPath}/confirm`, next)} given={given} fault={fault} level={2} />
    </EnrolmentPage>
  );
}

interface EnrolmentPageProps {
  readonly call: EnrolmentCall;
  readonly lead: string;
  readonly scripts: readonly ScriptName[];
  readonly children?: Child;
}

function EnrolmentPage({ call, lead, scripts, children }: EnrolmentPageProps): JSX.Element {
  const { context, services, texts, next } = call;
  const { secondStep } = texts;
  return (
    <DoorPage
      frame={frameFor(context, services, { scripts })}
      path="/sign-in"
      title={secondStep.setUpTitle}
      lead={lead}
      elsewhere={{ question: secondStep.isStranger, href: withNext('/sign-in', next), text: secondStep.startAgain }}
    >
      {children}
    </DoorPage>
  );
}
