/** Setting an authenticator app up at the console's door, for whoever has no second factor yet: nobody comes in without one. */
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { TotpEnrolment } from '@gemel/accounts';
import { EnrolmentForm } from '../../pages/authenticator-app/enrolment-form.tsx';
import { withNext } from '../../pages/door/way-in.ts';
import type { FormFault } from '../../pages/form-fault.ts';
import type { PageContext } from '../../pages/page-context.ts';
import { Button } from '../../pages/parts/button.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { addAppEnrolmentRoutes } from '../../pages/second-factor/add-app-enrolment-routes.ts';
import type { ScriptName } from '../../pages/asset-routes.ts';
import { consoleFrame } from '../console-context.ts';
import type { ConsoleDoorRoutes } from './add-console-door.tsx';
import { ConsoleDoorPage } from './console-door-page.tsx';
import { doorPath, secondStepPath } from './door-call.ts';
import { enter } from './enter.ts';
import { type ConsoleHalfCall, openHalf, startAgain } from './open-half.ts';

const enrolmentPath = `${doorPath}/enrolment`;

export function addConsoleEnrolment({ app, services, handle }: ConsoleDoorRoutes): void {
  /** An account that has anything to show has to show that. */
  const withHalf = (act: (call: ConsoleHalfCall) => Promise<Response>): ((context: PageContext) => Promise<Response>) =>
    handle(async (given) => {
      const call = await openHalf(given);
      if (call === undefined) return startAgain(given);
      return call.half.factors.length === 0 ? act(call) : given.context.redirect(withNext(secondStepPath, given.next), 303);
    });

  addAppEnrolmentRoutes<ConsoleHalfCall>({
    app,
    services,
    stepPath: secondStepPath,
    enrolmentPath,
    handle: withHalf,
    draw: drawApp,
    enter,
  });
}

/** Says that one is asked for, and begins. */
export function drawEnrolmentAsked(call: ConsoleHalfCall): JSX.Element {
  return (
    <EnrolmentPage call={call} lead={call.texts.secondStep.setUpLead(call.half.email)} scripts={[]}>
      <Form action={withNext(enrolmentPath, call.next)}>
        <Button size="full">{call.texts.authenticatorApp.setUp}</Button>
      </Form>
    </EnrolmentPage>
  );
}

function drawApp(call: ConsoleHalfCall, given: TotpEnrolment, fault: FormFault | undefined): JSX.Element {
  const { texts, next } = call;
  return (
    <EnrolmentPage call={call} lead={texts.authenticatorApp.scan} scripts={['copy']}>
      <EnrolmentForm texts={texts} action={withNext(`${enrolmentPath}/confirm`, next)} given={given} fault={fault} level={2} />
    </EnrolmentPage>
  );
}

interface EnrolmentPageProps {
  readonly call: ConsoleHalfCall;
  readonly lead: string;
  readonly scripts: readonly ScriptName[];
  readonly children?: Child;
}

function EnrolmentPage({ call, lead, scripts, children }: EnrolmentPageProps): JSX.Element {
  const { context, services, texts, next } = call;
  const { secondStep } = texts;
  return (
    <ConsoleDoorPage
      frame={consoleFrame(context, services, { scripts })}
      title={secondStep.setUpTitle}
      lead={lead}
      elsewhere={{ question: secondStep.isStranger, href: withNext(doorPath, next), text: secondStep.startAgain }}
    >
      {children}
    </ConsoleDoorPage>
  );
}
