/** A new password for whoever holds the mailbox: asking for a link, and the page that it opens. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { noticeText } from '../../texts/notice-texts.ts';
import { type DoorCall, type DoorRoutes, withNext } from '../door/way-in.ts';
import type { FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { AskPage } from '../mailed/ask-page.tsx';
import { frameFor, readFields } from '../page-context.ts';
import { addPasswordLinkRoutes } from './add-password-link-routes.tsx';
import { forgotPath } from './forgot-path.ts';

/** As the messages have it. */
const resetPath = '/reset-password';

export function addResetPasswordRoutes({ app, services, handle }: Pick<DoorRoutes, 'app' | 'services' | 'handle'>): void {
  const { passwordReset } = services.accounts;
  if (passwordReset === undefined) return;

  app.get(
    forgotPath,
    handle((call) => call.context.html(drawForgot(call, '', undefined))),
  );

  app.post(
    forgotPath,
    handle(async (call) => {
      const { context, texts, next } = call;
      const { email } = await readFields(context, ['email']);
      const asked = await outcomeOf(passwordReset.ask(email, services.auth.clientFacts(context.env.incoming)), {
        ...services,
        context,
        texts,
      });
      if (asked.fault !== undefined) return context.html(drawForgot(call, email, asked.fault), asked.status);
      return context.redirect(withNext(`${forgotPath}?notice=link-sent`, next), 303);
    }),
  );

  addPasswordLinkRoutes(
    { app, services, handle },
    { path: resetPath, texts: ({ mailed }) => mailed.resetPassword, notice: 'password-reset', ...passwordReset },
  );
}

function drawForgot({ context, services, texts, next }: DoorCall, email: string, fault: FormFault | undefined): JSX.Element {
  return (
    <AskPage
      frame={frameFor(context, services)}
      path={forgotPath}
      action={withNext(forgotPath, next)}
      texts={texts.mailed.forgotPassword}
      notice={fault === undefined ? noticeText(texts.notices, context.req.query('notice')) : undefined}
      email={email}
      fault={fault}
      back={{ question: texts.mailed.knowsPassword, href: withNext('/sign-in', next), text: texts.mailed.toSignIn }}
    />
  );
}
