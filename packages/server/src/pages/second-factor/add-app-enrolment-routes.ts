/** Setting an authenticator app up in the middle of a sign-in, at whichever door: what is asked, and where each answer leads. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { SignInResult, TotpEnrolment } from '@gemel/accounts';
import type { PageRoutes } from '../../http/page-routes.ts';
import type { Texts } from '../../texts/texts.ts';
import { withNext } from '../door/way-in.ts';
import type { FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { type PageContext, type PageServices, readFields } from '../page-context.ts';

/** One request of half a sign-in. */
interface HalfCall {
  readonly context: PageContext;
  readonly texts: Texts;
  readonly pending: string;
  /** Where the visitor wanted to go. */
  readonly next: string | undefined;
}

export interface AppEnrolmentDoor<Call extends HalfCall> {
  readonly app: PageRoutes;
  readonly services: PageServices;
  /** Of the second step, to which whoever cannot go on is led back. */
  readonly stepPath: string;
  readonly enrolmentPath: string;
  /** Makes a handler for half sign-ins whose account has nothing to show; anybody else is led to the step as it is for them. */
  handle(act: (call: Call) => Promise<Response>): (context: PageContext) => Promise<Response>;
  draw(call: Call, given: TotpEnrolment, fault: FormFault | undefined): JSX.Element;
  enter(call: Call, result: SignInResult): Response | Promise<Response>;
}

export function addAppEnrolmentRoutes<Call extends HalfCall>(door: AppEnrolmentDoor<Call>): void {
  const { app, services, stepPath, enrolmentPath, handle, draw, enter } = door;
  const { enrolment: enrolling } = services.accounts.secondFactor;
  const confirmPath = `${enrolmentPath}/confirm`;

  app.post(
    enrolmentPath,
    handle(async (call) => call.context.html(draw(call, await enrolling.begin(call.pending), undefined))),
  );

  app.post(
    confirmPath,
    handle(async (call) => {
      const { context, pending, texts } = call;
      const { enrolment, code } = await readFields(context, ['enrolment', 'code']);
      const client = services.auth.clientFacts(context.env.incoming);
      const confirming = enrolling.confirm({ pending, enrolment, code: code.replaceAll(/\s/g, ''), client });
      const confirmed = await outcomeOf(confirming, { ...services, context, texts });
      if (confirmed.fault === undefined) return enter(call, confirmed.value);
      const again = await enrolling.resume(pending, enrolment).catch(() => undefined);
      if (again !== undefined) return context.html(draw(call, again, confirmed.fault), confirmed.status);
      return context.redirect(withNext(stepPath, call.next), 303);
    }),
  );

  for (const form of [enrolmentPath, confirmPath]) app.get(form, (context) => context.redirect(stepPath, 303));
}
