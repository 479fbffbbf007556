/** Asking for a link that signs in, and the page that it opens. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { noticeText } from '../../texts/notice-texts.ts';
import { type DoorCall, type DoorRoutes, withNext } from '../door/way-in.ts';
import type { FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { AskPage } from '../mailed/ask-page.tsx';
import { LinkPage, VoidLinkPage } from '../mailed/link-page.tsx';
import { frameFor, readFields } from '../page-context.ts';
import { HiddenField } from '../parts/form.tsx';
import { linkCookie } from './link-cookie.ts';

export const askPath = '/sign-in/link';
/** As the messages have it. */
const linkPath = '/sign-in-link';
/** Sent by the page that says that the link was asked for in another browser. */
const elsewhereField = 'elsewhere';

export function addSignInLinkRoutes({ app, services, handle, letIn }: DoorRoutes): void {
  const { signInLink } = services.accounts;
  if (signInLink === undefined) return;

  app.get(
    askPath,
    handle((call) => call.context.html(drawAsk(call, '', undefined))),
  );

  app.post(
    askPath,
    handle(async (call) => {
      const { context, texts, next } = call;
      const { email } = await readFields(context, ['email']);
      const client = services.auth.clientFacts(context.env.incoming);
      const asked = await outcomeOf(signInLink.ask(email, client), { ...services, context, texts });
      if (asked.fault !== undefined) return context.html(drawAsk(call, email, asked.fault), asked.status);
      linkCookie.give(context, services, asked.value.browser, asked.value.expiresIn);
      return context.redirect(withNext(`${askPath}?notice=link-sent`, next), 303);
    }),
  );

  app.get(
    linkPath,
    handle(async (call) => {
      const { context } = call;
      const token = context.req.query('token') ?? '';
      const shown = await signInLink.look(token, linkCookie.read(context, services));
      return shown === undefined ? drawVoid(call) : context.html(drawLink(call, token, shown));
    }),
  );

  app.post(
    linkPath,
    handle(async (call) => {
      const { context } = call;
      const { token, [elsewhereField]: elsewhere } = await readFields(context, ['token', elsewhereField]);
      const browser = linkCookie.read(context, services);
      const shown = await signInLink.look(token, browser);
      if (shown === undefined) return drawVoid(call);
      // Whoever was not told that it is another's browser is told now.
      if (!shown.isSameBrowser && elsewhere !== 'on') return context.html(drawLink(call, token, shown));
      const client = services.auth.clientFacts(context.env.incoming);
      const own = shown.isSameBrowser && browser !== undefined ? { browser } : {};
      return letIn(call, await signInLink.redeem({ token, client, ...own }));
    }),
  );

  function drawVoid(call: DoorCall): Response | Promise<Response> {
    const { context, texts, next } = call;
    const again = { href: withNext(askPath, next), text: texts.mailed.askSignInLink.again };
    return context.html(<VoidLinkPage frame={frameFor(context, services)} path={linkPath} again={again} />, 400);
  }
}

function drawAsk({ context, services, texts, next }: DoorCall, email: string, fault: FormFault | undefined): JSX.Element {
  return (
    <AskPage
      frame={frameFor(context, services)}
      path={askPath}
      action={withNext(askPath, next)}
      texts={texts.mailed.askSignInLink}
      notice={fault === undefined ? noticeText(texts.notices, context.req.query('notice')) : undefined}
      email={email}
      fault={fault}
      back={{ question: texts.mailed.knowsPassword, href: withNext('/sign-in', next), text: texts.mailed.toSignIn }}
    />
  );
}

function drawLink(
  { context, services, texts }: DoorCall,
  token: string,
  { email, isSameBrowser }: { readonly email: string; readonly isSameBrowser: boolean },
): JSX.Element {
  const { signInLink } = texts.mailed;
  return (
    <LinkPage
      frame={frameFor(context, services)}
      path={linkPath}
      title={signInLink.title}
      lead={isSameBrowser ? signInLink.lead(email) : signInLink.leadElsewhere(email)}
      token={token}
      button={isSameBrowser ? signInLink.button : signInLink.buttonElsewhere}
    >
      {isSameBrowser ? null : <HiddenField name={elsewhereField} value="on" />}
    </LinkPage>
  );
}
