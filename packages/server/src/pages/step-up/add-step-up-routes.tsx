/** The page that asks a signed-in visitor to prove anew who it is, and leads back to what needed it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { endpointPaths } from '@gemel/protocol';
import type { StepUpNeeds } from '@gemel/accounts';
import { ownPath } from '../../http/own-path.ts';
import type { PageRoutes } from '../../http/page-routes.ts';
import { DoorPage } from '../door/door-page.tsx';
import { withNext } from '../door/way-in.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import {
  frameFor,
  giveCookie,
  type PageContext,
  type PageServices,
  readFields,
  readVisitor,
  textsFor,
  type Visitor,
} from '../page-context.ts';
import { Button, LinkButton } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { AccountName, Form } from '../parts/form.tsx';
import { linkedChoices } from '../providers/linked-choices.ts';
import { ProviderButtons } from '../providers/provider-buttons.tsx';
import { OtherWays } from '../second-factor/other-ways.tsx';
import type { FactorCall } from '../second-factor/second-way.ts';
import { stepUpPath } from './step-up-path.ts';
import { type StepUpWay, stepUpWays } from './step-up-ways.ts';

const afterwards = '/account/security';
const optionsPath = `${endpointPaths.stepUp}/options`;

interface StepUpCall extends FactorCall {
  readonly visitor: Visitor;
  readonly next: string | undefined;
  readonly needs: StepUpNeeds;
  /** The one that the URL names, or the first; undefined where the account has none that would do. */
  readonly way: StepUpWay | undefined;
  readonly others: readonly StepUpWay[];
}

export function addStepUpRoutes(app: PageRoutes, services: PageServices): void {
  const { stepUp } = services.accounts;

  app.get(
    stepUpPath,
    signedIn(async (call) => call.context.html(await drawStepUp(call, undefined))),
  );

  app.post(
    stepUpPath,
    signedIn(async (call) => {
      const { context, visitor, texts, way, next } = call;
      if (way === undefined) return context.html(await drawStepUp(call, undefined));
      const { hasPassword, second } = way;
      const values = await readFields(context, ['currentPassword', ...(second?.names ?? [])]);
      const proof = {
        ...(hasPassword ? { password: values['currentPassword'] ?? '' } : {}),
        ...(second === undefined ? {} : { factor: second.proofOf(values) }),
      };
      const { subject, sid } = visitor.principal;
      const asking = { subject, sid, client: services.auth.clientFacts(context.env.incoming) };
      const confirmed = await outcomeOf(stepUp.confirm(asking, proof), { ...services, context, texts, isSignedIn: true });
      if (confirmed.fault !== undefined) return context.html(await drawStepUp(call, confirmed.fault), confirmed.status);
      giveCookie(context, services, confirmed.value);
      return context.redirect(next ?? afterwards, 303);
    }),
  );

  function signedIn(act: (call: StepUpCall) => Promise<Response>): (context: PageContext) => Promise<Response> {
    return async (context) => {
      const next = ownPath(context.req.query('next'), services.url);
      const visitor = await readVisitor(context, services);
      // Whoever signs in now has proven it by that.
      if (visitor === undefined) return context.redirect(withNext('/sign-in', next ?? afterwards), 303);
      const needs = await stepUp.needs(visitor.principal);
      const ways = stepUpWays(needs, context.req.query('acr') === 'aal2');
      const way = ways.find(({ by }) => by === context.req.query('by')) ?? ways[0];
      const others = ways.filter((one) => one !== way);
      return act({ context, services, texts: textsFor(context), visitor, next, needs, way, others });
    };
  }
}

async function drawStepUp(call: StepUpCall, fault: FormFault | undefined): Promise<JSX.Element> {
  const { context, services, texts, visitor, needs, way, others } = call;
  const frame = frameFor(context, services, { visitor, scripts: way?.second?.scripts ?? [] });
  const { stepUp } = texts;
  if (!needs.password && way === undefined) {
    const providers = await linkedChoices(call);
    return (
      <DoorPage
        frame={frame}
        path={stepUpPath}
        title={stepUp.title}
        lead={providers.length === 0 ? stepUp.withoutPassword : stepUp.withProvider}
      >
        {providers.length === 0 ? null : <ProviderButtons texts={texts} choices={providers} next={call.next ?? afterwards} isAgain />}
        <Form action="/sign-out">
          <Button {...(providers.length === 0 ? {} : { kind: 'quiet' as const })} size="full">
            {texts.frame.signOut}
          </Button>
        </Form>
      </DoorPage>
    );
  }
  if (way === undefined) {
    return (
      <DoorPage frame={frame} path={stepUpPath} title={stepUp.title} lead={stepUp.withoutFactor}>
        <LinkButton href={afterwards} size="full">
          {stepUp.toSecurity}
        </LinkButton>
      </DoorPage>
    );
  }
  const { hasPassword, second } = way;
  return (
    <DoorPage frame={frame} path={stepUpPath} title={stepUp.title} lead={stepUp.lead(visitor.name)}>
      <Form action={pathOf(call, way)} fault={faultAt(fault)}>
        <AccountName name={visitor.name} />
        {hasPassword ? (
          <Field
            name="currentPassword"
            type="password"
            label={texts.door.password}
            autocomplete="current-password"
            fault={faultAt(fault, 'currentPassword')}
            hasFocus={fault?.field === undefined}
          />
        ) : null}
        {second === undefined ? null : await second.drawFields(call, { fault, isFirst: !hasPassword, optionsPath })}
        {second?.hasOwnButton === true ? null : <Button size="full">{stepUp.confirm}</Button>}
      </Form>
      <OtherWays texts={texts} others={others.map((one) => ({ text: textOf(call, one), href: pathOf(call, one) }))} />
    </DoorPage>
  );
}

function textOf({ texts: { stepUp, secondStep } }: StepUpCall, { by }: StepUpWay): string {
  return by === 'password' ? stepUp.withPassword : secondStep.instead[by];
}

/** Another way keeps what was asked for, and where to go. */
function pathOf({ context, next }: StepUpCall, { by }: StepUpWay): string {
  const acr = context.req.query('acr') === 'aal2' ? '&acr=aal2' : '';
  return withNext(`${stepUpPath}?by=${by}${acr}`, next);
}
