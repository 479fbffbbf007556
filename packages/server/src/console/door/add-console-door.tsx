/** The console's door: the password here, the second factor always, and the way out. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { PageRoutes } from '../../http/page-routes.ts';
import { CredentialFields } from '../../pages/door/credential-fields.tsx';
import { withNext } from '../../pages/door/way-in.ts';
import { faultAt, type FormFault } from '../../pages/form-fault.ts';
import { outcomeOf } from '../../pages/form-outcome.ts';
import { type PageContext, readFields, textsFor } from '../../pages/page-context.ts';
import { Button } from '../../pages/parts/button.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { consoleNoticeText } from '../../texts/console-notice-texts.ts';
import { CONSOLE_CLIENT } from '../console-client.ts';
import { type ConsoleServices, consoleFrame } from '../console-context.ts';
import { clearConsoleCookie } from '../console-cookie.ts';
import { readConsolePrincipal, readConsoleVisitor } from '../read-administrator.ts';
import { requestFacts } from '../request-facts.ts';
import { addConsoleEnrolment } from './add-console-enrolment.tsx';
import { addConsoleSecondStep } from './add-console-second-step.tsx';
import { ConsoleDoorPage } from './console-door-page.tsx';
import { type ConsoleDoorCall, consoleNext, consolePendingCookie, doorPath } from './door-call.ts';
import { enter } from './enter.ts';

export interface ConsoleDoorRoutes {
  readonly app: PageRoutes;
  readonly services: ConsoleServices;
  /** Makes a handler. */
  handle(act: (call: ConsoleDoorCall) => Response | Promise<Response>): (context: PageContext) => Promise<Response>;
}

export function addConsoleDoor(app: PageRoutes, services: ConsoleServices): ConsoleDoorRoutes {
  const handle: ConsoleDoorRoutes['handle'] = (act) => async (context) =>
    act({ context, services, texts: textsFor(context), next: consoleNext(context) });

  app.get(
    doorPath,
    handle(async (call) => {
      const visitor = await readConsoleVisitor(services, requestFacts(call.context));
      return visitor === undefined ? call.context.html(drawDoor(call, '', undefined)) : call.context.redirect(call.next ?? '/console', 303);
    }),
  );

  app.post(
    doorPath,
    handle(async (call) => {
      const { context, texts } = call;
      const { email, password } = await readFields(context, ['email', 'password']);
      const client = services.auth.clientFacts(context.env.incoming);
      const signIn = { email, password, client, clientId: CONSOLE_CLIENT };
      const signedIn = await outcomeOf(services.accounts.signIn(signIn), { ...services, context, texts });
      if (signedIn.fault !== undefined) return context.html(drawDoor(call, email, signedIn.fault), signedIn.status);
      return enter(call, signedIn.value);
    }),
  );

  app.post('/console/sign-out', async (context) => {
    const principal = await readConsolePrincipal(services.gemel, requestFacts(context, true));
    if (principal !== undefined) await services.gemel.revokeSession(principal.sid, { reason: 'signed_out' });
    clearConsoleCookie(context, services.gemel);
    consolePendingCookie.clear(context, services);
    return context.redirect(`${doorPath}?notice=signed-out`, 303);
  });

  addConsoleSecondStep({ app, services, handle });
  addConsoleEnrolment({ app, services, handle });
  return { app, services, handle };
}

function drawDoor(call: ConsoleDoorCall, email: string, fault: FormFault | undefined): JSX.Element {
  const { context, services, texts, next } = call;
  const { door, notices } = texts.console;
  const notice = fault === undefined ? consoleNoticeText(notices, context.req.query('notice')) : undefined;
  return (
    <ConsoleDoorPage frame={consoleFrame(context, services)} title={door.title} lead={door.lead} notice={notice}>
      <Form action={withNext(doorPath, next)} fault={faultAt(fault)}>
        <CredentialFields texts={texts} email={email} fault={fault} />
        <Button size="full">{texts.door.signInButton}</Button>
      </Form>
    </ConsoleDoorPage>
  );
}
