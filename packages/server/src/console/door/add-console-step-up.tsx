/** Asks an administrator to prove anew who it is, before what cannot be taken back. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Asking } from '@gemel/accounts';
import { withNext } from '../../pages/door/way-in.ts';
import { faultAt, type FormFault } from '../../pages/form-fault.ts';
import { outcomeOf } from '../../pages/form-outcome.ts';
import { type PageContext, readFields } from '../../pages/page-context.ts';
import { Button } from '../../pages/parts/button.tsx';
import { Field } from '../../pages/parts/field.tsx';
import { AccountName, Form } from '../../pages/parts/form.tsx';
import { OtherWays } from '../../pages/second-factor/other-ways.tsx';
import { type StepUpWay, stepUpWays } from '../../pages/step-up/step-up-ways.ts';
import { consoleFrame } from '../console-context.ts';
import { giveConsoleCookie } from '../console-cookie.ts';
import { type ConsoleVisitor, readConsoleVisitor } from '../read-administrator.ts';
import { requestFacts } from '../request-facts.ts';
import type { ConsoleDoorRoutes } from './add-console-door.tsx';
import { ConsoleDoorPage } from './console-door-page.tsx';
import { type ConsoleDoorCall, doorPath } from './door-call.ts';
import { withoutForeignPasskeys } from './passkeys-here.ts';

export const consoleStepUpPath = '/console/step-up';
const optionsPath = `${consoleStepUpPath}/options`;

interface StepUpCall extends ConsoleDoorCall {
  readonly visitor: ConsoleVisitor;
  /** The one that the URL names, or the first; undefined where none can be shown here. */
  readonly way: StepUpWay | undefined;
  readonly others: readonly StepUpWay[];
}

export function addConsoleStepUp({ app, services, handle }: ConsoleDoorRoutes): void {
  const { stepUp, passkeys } = services.accounts;

  app.get(
    consoleStepUpPath,
    here(async (call) => call.context.html(await draw(call, undefined))),
  );

  app.post(
    consoleStepUpPath,
    here(async (call) => {
      const { context, texts, way, next } = call;
      if (way === undefined) return context.html(await draw(call, undefined));
      const values = await readFields(context, ['currentPassword', ...(way.second?.names ?? [])]);
      const proof = {
        ...(way.hasPassword ? { password: values['currentPassword'] ?? '' } : {}),
        ...(way.second === undefined ? {} : { factor: way.second.proofOf(values) }),
      };
      const confirmed = await outcomeOf(stepUp.confirm(askingOf(call), proof), { ...services, context, texts, isSignedIn: true });
      if (confirmed.fault !== undefined) return context.html(await draw(call, confirmed.fault), confirmed.status);
      giveConsoleCookie(context, services.gemel, confirmed.value);
      return context.redirect(next ?? '/console', 303);
    }),
  );

  app.post(
    optionsPath,
    here(async (call) => {
      const { options, expiresIn } = await passkeys.beginStepUp(askingOf(call));
      return call.context.json({ options, expires_in: expiresIn });
    }),
  );

  function here(act: (call: StepUpCall) => Promise<Response>): (context: PageContext) => Promise<Response> {
    return handle(async (given) => {
      const { context, next } = given;
      const visitor = await readConsoleVisitor(services, requestFacts(context));
      // Whoever signs in now has proven it by that.
      if (visitor === undefined) return context.redirect(withNext(doorPath, next), 303);
      const needs = await stepUp.needs(visitor.principal);
      const hasPasskeyHere = withoutForeignPasskeys(context, services, ['passkey']).length > 0;
      const ways = stepUpWays({ ...needs, passkey: needs.passkey && hasPasskeyHere }, true);
      const way = ways.find(({ by }) => by === context.req.query('by')) ?? ways[0];
      return act({ ...given, visitor, way, others: ways.filter((one) => one !== way) });
    });
  }

  function askingOf({ context, visitor }: StepUpCall): Asking {
    const { subject, sid } = visitor.principal;
    return { subject, sid, client: services.auth.clientFacts(context.env.incoming) };
  }
}

async function draw(call: StepUpCall, fault: FormFault | undefined): Promise<JSX.Element> {
  const { context, services, texts, visitor, way, others, next } = call;
  const { stepUp, secondStep, console: own } = texts;
  const frame = consoleFrame(context, services, { visitor, scripts: way?.second?.scripts ?? [] });
  const pathOf = ({ by }: StepUpWay): string => withNext(`${consoleStepUpPath}?by=${by}`, next);
  const textOf = ({ by }: StepUpWay): string => (by === 'password' ? stepUp.withPassword : secondStep.instead[by]);
  return (
    <ConsoleDoorPage frame={frame} title={stepUp.title} lead={way === undefined ? own.door.onlyPasskeys : own.door.stepUpLead}>
      {way === undefined ? null : (
        <Form action={pathOf(way)} fault={faultAt(fault)}>
          <AccountName name={visitor.name} />
          {way.hasPassword ? (
            <Field
              name="currentPassword"
              type="password"
              label={texts.door.password}
              autocomplete="current-password"
              fault={faultAt(fault, 'currentPassword')}
              hasFocus={fault?.field === undefined}
            />
          ) : null}
          {way.second === undefined ? null : await way.second.drawFields(call, { fault, isFirst: !way.hasPassword, optionsPath })}
          {way.second?.hasOwnButton === true ? null : <Button size="full">{stepUp.confirm}</Button>}
        </Form>
      )}
      <OtherWays texts={texts} others={others.map((one) => ({ text: textOf(one), href: pathOf(one) }))} />
    </ConsoleDoorPage>
  );
}
