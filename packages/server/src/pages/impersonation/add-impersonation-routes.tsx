/** Where an administrator, led here by the console, begins to act as somebody in this browser. To open the page changes nothing. */
import { mayBeImpersonated } from '../../admin/sessions/impersonate.ts';
import type { PageRoutes } from '../../http/page-routes.ts';
import { DoorPage } from '../door/door-page.tsx';
import { endFormerSession, home } from '../door/let-in.ts';
import { frameFor, giveCookie, type PageContext, type PageServices, readFields, textsFor } from '../page-context.ts';
import { Button } from '../parts/button.tsx';
import { Form, HiddenField } from '../parts/form.tsx';

export const impersonationPath = '/impersonate';

export function addImpersonationRoutes(app: PageRoutes, services: PageServices): void {
  const { impersonation } = services.accounts;

  app.get(impersonationPath, async (context) => {
    const token = context.req.query('token') ?? '';
    const account = await impersonation.look(token);
    if (account === undefined) return answerVoid(context);
    const { impersonation: texts } = textsFor(context);
    return context.html(
      <DoorPage frame={frameFor(context, services)} path={impersonationPath} title={texts.title} lead={texts.lead(account.email)}>
        <Form action={impersonationPath}>
          <HiddenField name="token" value={token} />
          <Button size="full">{texts.button}</Button>
        </Form>
      </DoorPage>,
    );
  });

  app.post(impersonationPath, async (context) => {
    const { token } = await readFields(context, ['token']);
    if ((await impersonation.look(token)) === undefined) return answerVoid(context);
    const client = services.auth.clientFacts(context.env.incoming);
    const started = await impersonation.redeem({ token, mayImpersonate: mayBeImpersonated, client });
    await endFormerSession(context, services);
    giveCookie(context, services, started);
    return context.redirect(home, 303);
  });

  function answerVoid(context: PageContext): Response | Promise<Response> {
    const { impersonation: texts, mailed } = textsFor(context);
    const page = <DoorPage frame={frameFor(context, services)} path={impersonationPath} title={mailed.voidTitle} lead={texts.voidLead} />;
    return context.html(page, 400);
  }
}
