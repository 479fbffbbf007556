/** The pages that mail leads to where an address is changed: the new one is confirmed, the old one takes it back. */
import { GemelError } from '@gemel/protocol';
import { EndOthersChoice, endOthersField, endOthersIfAsked } from '../account/end-others.tsx';
import { type DoorCall, type DoorRoutes, withNext } from '../door/way-in.ts';
import { LinkPage, VoidLinkPage } from '../mailed/link-page.tsx';
import { frameFor, readFields, readVisitor } from '../page-context.ts';

/** As the messages have them. */
const changePath = '/change-email';
const undoPath = '/undo-email-change';
const afterwards = '/account/security';

export function addChangeEmailRoutes({ app, services, handle }: Pick<DoorRoutes, 'app' | 'services' | 'handle'>): void {
  const { emailChange } = services.accounts;
  if (emailChange === undefined) return;

  app.get(
    changePath,
    handle(async (call) => {
      const { context, texts } = call;
      const token = context.req.query('token') ?? '';
      const shown = await emailChange.look(token);
      if (shown === undefined) return drawVoid(call, changePath);
      const visitor = await readVisitor(context, services);
      if (visitor === undefined) return context.redirect(toSignIn(token), 303);
      const { title, lead, button } = texts.mailed.changeEmail;
      const page = { path: changePath, title, lead: lead(shown.email), token, button };
      return context.html(
        <LinkPage frame={frameFor(context, services, { visitor })} {...page}>
          <EndOthersChoice texts={texts} id="end-others-with-email" />
        </LinkPage>,
      );
    }),
  );

  app.post(
    changePath,
    handle(async (call) => {
      const { context } = call;
      const { token, [endOthersField]: endOthers } = await readFields(context, ['token', endOthersField]);
      const visitor = await readVisitor(context, services);
      if (visitor === undefined) return context.redirect(toSignIn(token), 303);
      const { subject, sid } = visitor.principal;
      const asking = { subject, sid, client: services.auth.clientFacts(context.env.incoming) };
      return orVoid(call, changePath, async () => {
        await emailChange.confirm(asking, token);
        await endOthersIfAsked({ services, visitor }, endOthers);
        return context.redirect(`${afterwards}?notice=email-changed`, 303);
      });
    }),
  );

  app.get(
    undoPath,
    handle(async (call) => {
      const { context, texts } = call;
      const token = context.req.query('token') ?? '';
      const shown = await emailChange.undo.look(token);
      if (shown === undefined) return drawVoid(call, undoPath);
      const { title, lead, button } = texts.mailed.undoEmailChange;
      const page = { path: undoPath, title, lead: lead(shown.email), token, button };
      return context.html(<LinkPage frame={frameFor(context, services)} {...page} />);
    }),
  );

  app.post(
    undoPath,
    handle(async (call) => {
      const { context } = call;
      const { token } = await readFields(context, ['token']);
      return orVoid(call, undoPath, async () => {
        await emailChange.undo.confirm(token, services.auth.clientFacts(context.env.incoming));
        return context.redirect('/forgot-password?notice=email-change-undone', 303);
      });
    }),
  );

  async function orVoid(call: DoorCall, path: string, act: () => Promise<Response>): Promise<Response> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof GemelError && error.code === 'link_void') return drawVoid(call, path);
      throw error;
    }
  }

  function drawVoid({ context, texts }: DoorCall, path: string): Response | Promise<Response> {
    const again = { href: afterwards, text: texts.mailed.changeEmail.again };
    return context.html(<VoidLinkPage frame={frameFor(context, services)} path={path} again={again} />, 400);
  }
}

/** The link waits behind the door: only a session of the account can use it. */
function toSignIn(token: string): string {
  return withNext('/sign-in', `${changePath}?token=${encodeURIComponent(token)}`);
}
