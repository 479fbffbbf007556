/** The page that a link opens which confirms an e-mail address, and the form that sends another one. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { GemelError } from '@gemel/protocol';
import { noticeText } from '../../texts/notice-texts.ts';
import { type DoorCall, type DoorRoutes, withNext } from '../door/way-in.ts';
import type { FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { AskPage } from '../mailed/ask-page.tsx';
import { LinkPage, VoidLinkPage } from '../mailed/link-page.tsx';
import { frameFor, readFields, readVisitor } from '../page-context.ts';

/** As the messages have it; without a token it sends another link. */
export const verifyPath = '/verify-email';
const askPath = '/verify-email/ask';

export function addVerifyEmailRoutes({ app, services, handle }: Pick<DoorRoutes, 'app' | 'services' | 'handle'>): void {
  const { emailVerification } = services.accounts;
  if (emailVerification === undefined) return;

  app.get(
    verifyPath,
    handle(async (call) => {
      const { context, texts } = call;
      const token = context.req.query('token');
      if (token === undefined) return context.html(drawAsk(call, '', undefined));
      const shown = await emailVerification.look(token);
      if (shown === undefined) return drawVoid(call);
      const { title, lead, button } = texts.mailed.verifyEmail;
      const page = { path: verifyPath, title, lead: lead(shown.email), token, button };
      return context.html(<LinkPage frame={frameFor(context, services)} {...page} />);
    }),
  );

  app.post(
    verifyPath,
    handle(async (call) => {
      const { context } = call;
      const { token } = await readFields(context, ['token']);
      try {
        await emailVerification.confirm(token, services.auth.clientFacts(context.env.incoming));
      } catch (error) {
        if (error instanceof GemelError && error.code === 'link_void') return drawVoid(call);
        throw error;
      }
      const visitor = await readVisitor(context, services);
      return context.redirect(`${visitor === undefined ? '/sign-in' : '/account'}?notice=email-verified`, 303);
    }),
  );

  app.post(
    askPath,
    handle(async (call) => {
      const { context, texts, next } = call;
      const { email } = await readFields(context, ['email']);
      const asked = await outcomeOf(emailVerification.ask(email, services.auth.clientFacts(context.env.incoming)), {
        ...services,
        context,
        texts,
      });
      if (asked.fault !== undefined) return context.html(drawAsk(call, email, asked.fault), asked.status);
      return context.redirect(withNext(`${verifyPath}?notice=confirmation-sent`, next), 303);
    }),
  );

  app.get(askPath, (context) => context.redirect(verifyPath, 303));

  function drawVoid({ context, texts }: DoorCall): Response | Promise<Response> {
    const again = { href: verifyPath, text: texts.mailed.askVerification.again };
    return context.html(<VoidLinkPage frame={frameFor(context, services)} path={verifyPath} again={again} />, 400);
  }
}

function drawAsk({ context, services, texts, next }: DoorCall, email: string, fault: FormFault | undefined): JSX.Element {
  return (
    <AskPage
      frame={frameFor(context, services)}
      path={verifyPath}
      action={withNext(askPath, next)}
      texts={texts.mailed.askVerification}
      notice={fault === undefined ? noticeText(texts.notices, context.req.query('notice')) : undefined}
      email={email}
      fault={fault}
      back={{ question: texts.mailed.isConfirmed, href: withNext('/sign-in', next), text: texts.mailed.toSignIn }}
    />
  );
}
