/** The second step at the console's door. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { GemelError } from '@gemel/protocol';
import { withNext } from '../../pages/door/way-in.ts';
import { faultAt, type FormFault } from '../../pages/form-fault.ts';
import { outcomeOf } from '../../pages/form-outcome.ts';
import { readFields } from '../../pages/page-context.ts';
import { Button } from '../../pages/parts/button.tsx';
import { AccountName, Form } from '../../pages/parts/form.tsx';
import { OtherWays } from '../../pages/second-factor/other-ways.tsx';
import { type OfferedWays, offeredWays } from '../../pages/second-factor/second-ways.ts';
import { consoleFrame } from '../console-context.ts';
import type { ConsoleDoorRoutes } from './add-console-door.tsx';
import { drawEnrolmentAsked } from './add-console-enrolment.tsx';
import { ConsoleDoorPage } from './console-door-page.tsx';
import { doorPath, secondStepPath } from './door-call.ts';
import { enter } from './enter.ts';
import { type ConsoleHalfCall, openHalf, startAgain } from './open-half.ts';
import { withoutForeignPasskeys } from './passkeys-here.ts';

const optionsPath = `${secondStepPath}/options`;

export function addConsoleSecondStep({ app, services, handle }: ConsoleDoorRoutes): void {
  const { secondFactor, passkeys } = services.accounts;

  app.get(
    secondStepPath,
    handle(async (given) => {
      const call = await openHalf(given);
      if (call === undefined) return startAgain(given);
      if (call.half.factors.length === 0) return given.context.html(drawEnrolmentAsked(call));
      return given.context.html(await drawStep(call, undefined));
    }),
  );

  app.post(
    secondStepPath,
    handle(async (given) => {
      const call = await openHalf(given);
      const way = call && waysOf(call).way;
      if (call === undefined || way === undefined) return startAgain(given);
      const { context, pending, texts } = call;
      const client = services.auth.clientFacts(context.env.incoming);
      const proof = way.proofOf(await readFields(context, way.names));
      const confirmed = await outcomeOf(secondFactor.confirm({ ...proof, pending, client }), { ...services, context, texts });
      if (confirmed.fault === undefined) return enter(call, confirmed.value);
      if ((await secondFactor.look(pending)) === undefined) return startAgain(given);
      return context.html(await drawStep(call, confirmed.fault), confirmed.status);
    }),
  );

  // For the page's script, which does not know the half sign-in: it is in a cookie that no script reads.
  app.post(
    optionsPath,
    handle(async (given) => {
      const call = await openHalf(given);
      if (call === undefined) throw new GemelError('second_factor_failed');
      const { options, expiresIn } = await passkeys.beginSecondFactor(call.pending);
      return given.context.json({ options, expires_in: expiresIn });
    }),
  );
}

function waysOf({ context, services, half }: ConsoleHalfCall): OfferedWays {
  return offeredWays(withoutForeignPasskeys(context, services, half.factors), context.req.query('by'));
}

async function drawStep(call: ConsoleHalfCall, fault: FormFault | undefined): Promise<JSX.Element> {
  const { context, services, texts, next, half } = call;
  const { secondStep } = texts;
  const { way, others } = waysOf(call);
  const pathOf = (factor: string): string => withNext(`${secondStepPath}?by=${factor}`, next);
  return (
    <ConsoleDoorPage
      frame={consoleFrame(context, services, { scripts: way?.scripts ?? [] })}
      title={secondStep.title}
      lead={way === undefined ? texts.console.door.onlyPasskeys : secondStep.lead(half.email)}
      elsewhere={{ question: secondStep.isStranger, href: withNext(doorPath, next), text: secondStep.startAgain }}
    >
      {way === undefined ? null : (
        <Form action={pathOf(way.factor)} fault={faultAt(fault)}>
          <AccountName name={half.email} />
          {await way.drawFields(call, { fault, isFirst: true, optionsPath })}
          {way.hasOwnButton === true ? null : <Button size="full">{secondStep.confirm}</Button>}
        </Form>
      )}
      <OtherWays texts={texts} others={others.map(({ factor }) => ({ text: secondStep.instead[factor], href: pathOf(factor) }))} />
    </ConsoleDoorPage>
  );
}
