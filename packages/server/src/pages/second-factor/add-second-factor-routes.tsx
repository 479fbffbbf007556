/** The second step of a sign-in: whoever holds half of one shows what it lacks, and is let in; anybody else is led back to the door. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { GemelError } from '@gemel/protocol';
import type { PendingSignIn } from '@gemel/accounts';
import { DoorPage } from '../door/door-page.tsx';
import { letIn, secondFactorPath } from '../door/let-in.ts';
import { type DoorCall, type DoorRoutes, withNext } from '../door/way-in.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { frameFor, readFields } from '../page-context.ts';
import { Button } from '../parts/button.tsx';
import { AccountName, Form } from '../parts/form.tsx';
import { addPendingEnrolmentRoutes, drawAsked } from './add-pending-enrolment-routes.tsx';
import { OtherWays } from './other-ways.tsx';
import { clearPendingCookie, readPendingCookie } from './pending-cookie.ts';
import type { SecondWay } from './second-way.ts';
import { offeredWays } from './second-ways.ts';

const optionsPath = `${secondFactorPath}/options`;

/** One request of half a sign-in. */
interface HalfCall extends DoorCall {
  /** What the half sign-in handed out; for the accounts, and never to be drawn. */
  readonly pending: string;
  readonly half: PendingSignIn;
}

/** One that is to show a factor. */
interface StepCall extends HalfCall {
  readonly way: SecondWay;
  readonly others: readonly SecondWay[];
}

export function addSecondFactorRoutes({ app, services, handle }: Pick<DoorRoutes, 'app' | 'services' | 'handle'>): void {
  const { secondFactor } = services.accounts;

  app.get(
    secondFactorPath,
    handle(async (given) => {
      const half = await openHalf(given);
      if (half?.half.factors.length === 0) return given.context.html(drawAsked(half));
      const call = half && stepOf(half);
      return call === undefined ? startAgain(given) : given.context.html(await drawStep(call, undefined));
    }),
  );

  app.post(
    secondFactorPath,
    handle(async (given) => {
      const half = await openHalf(given);
      const call = half && stepOf(half);
      if (call === undefined) return startAgain(given);
      const { context, pending, texts, way } = call;
      const client = services.auth.clientFacts(context.env.incoming);
      const proof = way.proofOf(await readFields(context, way.names));
      const confirmed = await outcomeOf(secondFactor.confirm({ ...proof, pending, client }), { ...services, context, texts });
      if (confirmed.fault === undefined) return letIn(call, confirmed.value);
      // That was the last of its tries, or the account has changed: the step is over.
      if ((await secondFactor.look(pending)) === undefined) return startAgain(given);
      return context.html(await drawStep(call, confirmed.fault), confirmed.status);
    }),
  );

  // For the page's script, which does not know the half sign-in: it is in a cookie that no script reads.
  app.post(
    optionsPath,
    handle(async (given) => {
      const half = await openHalf(given);
      if (half === undefined) throw new GemelError('second_factor_failed');
      const { options, expiresIn } = await services.accounts.passkeys.beginSecondFactor(half.pending);
      return given.context.json({ options, expires_in: expiresIn });
    }),
  );

  addPendingEnrolmentRoutes({
    app,
    services,
    handle: (act) =>
      handle(async (given) => {
        const half = await openHalf(given);
        if (half === undefined) return startAgain(given);
        return half.half.factors.length === 0 ? act(half) : given.context.redirect(withNext(secondFactorPath, given.next), 303);
      }),
  });

  async function openHalf(call: DoorCall): Promise<HalfCall | undefined> {
    const pending = readPendingCookie(call.context, services);
    const half = pending === undefined ? undefined : await secondFactor.look(pending);
    return pending === undefined || half === undefined ? undefined : { ...call, pending, half };
  }

  function startAgain({ context, next }: DoorCall): Response {
    clearPendingCookie(context, services);
    return context.redirect(withNext('/sign-in?notice=second-step-over', next), 303);
  }
}

function stepOf(call: HalfCall): StepCall | undefined {
  const { way, others } = offeredWays(call.half.factors, call.context.req.query('by'));
  return way === undefined ? undefined : { ...call, way, others };
}

async function drawStep(call: StepCall, fault: FormFault | undefined): Promise<JSX.Element> {
  const { context, services, texts, next, half, way, others } = call;
  const { secondStep } = texts;
  const pathOf = ({ factor }: SecondWay): string => withNext(`${secondFactorPath}?by=${factor}`, next);
  return (
    <DoorPage
      frame={frameFor(context, services, { scripts: way.scripts ?? [] })}
      path="/sign-in"
      title={secondStep.title}
      lead={secondStep.lead(half.email)}
      elsewhere={{ question: secondStep.isStranger, href: withNext('/sign-in', next), text: secondStep.startAgain }}
    >
      <Form action={pathOf(way)} fault={faultAt(fault)}>
        <AccountName name={half.email} />
        {await way.drawFields(call, { fault, isFirst: true, optionsPath })}
        {way.hasOwnButton === true ? null : <Button size="full">{secondStep.confirm}</Button>}
      </Form>
      <OtherWays texts={texts} others={others.map((one) => ({ text: secondStep.instead[one.factor], href: pathOf(one) }))} />
    </DoorPage>
  );
}
