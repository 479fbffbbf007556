/** Sign in by any of the ways, and sign out. Every POST that succeeds ends in 303. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { formatClearedCookie } from 'gemel';
import { ownPath } from '../../http/own-path.ts';
import type { PageRoutes } from '../../http/page-routes.ts';
import { noticeText } from '../../texts/notice-texts.ts';
import { frameFor, type PageContext, type PageServices, readVisitor, textsFor } from '../page-context.ts';
import { addChangeEmailRoutes } from '../email/add-change-email-routes.tsx';
import { addInvitationRoutes } from '../invitation/add-invitation-routes.ts';
import { addResetPasswordRoutes } from '../reset-password/add-reset-password-routes.tsx';
import { addSecondFactorRoutes } from '../second-factor/add-second-factor-routes.tsx';
import { clearPendingCookie } from '../second-factor/pending-cookie.ts';
import { addVerifyEmailRoutes } from '../verify-email/add-verify-email-routes.tsx';
import { addSignUpRoutes } from './add-sign-up-routes.tsx';
import { endFormerSession, home, letIn } from './let-in.ts';
import { SignInPage } from './sign-in-page.tsx';
import type { DoorCall, DoorRoutes, WayIn } from './way-in.ts';
import { waysIn } from './ways-in.ts';

export function addDoorRoutes(app: PageRoutes, services: PageServices): void {
  app.get(
    '/sign-in',
    handle(async (call) => {
      const visitor = await readVisitor(call.context, services);
      return visitor === undefined ? call.context.html(drawDoor(call)) : call.context.redirect(call.next ?? home, 303);
    }),
  );
  for (const way of waysIn) way.addRoutes?.(routesOf(way));
  addSecondFactorRoutes({ app, services, handle });
  addSignUpRoutes({ app, services, handle });
  addVerifyEmailRoutes({ app, services, handle });
  addResetPasswordRoutes({ app, services, handle });
  addInvitationRoutes({ app, services, handle });
  addChangeEmailRoutes({ app, services, handle });

  app.post('/sign-out', async (context) => {
    await endFormerSession(context, services);
    context.header('set-cookie', formatClearedCookie(services.gemel.options.cookie));
    clearPendingCookie(context, services);
    return context.redirect('/sign-in?notice=signed-out', 303);
  });

  function routesOf(way: WayIn): DoorRoutes {
    return {
      app,
      services,
      handle,
      show: (call, drawn, status) => call.context.html(drawDoor(call, { way, drawn }), status),
      letIn,
    };
  }

  function handle(act: Parameters<DoorRoutes['handle']>[0]): (context: PageContext) => Promise<Response> {
    return async (context) => {
      // A path of ours, or nothing (S29).
      const next = ownPath(context.req.query('next'), services.url);
      return act({ context, services, texts: textsFor(context), next });
    };
  }
}

function drawDoor(call: DoorCall, tried?: { readonly way: WayIn; readonly drawn: JSX.Element }): JSX.Element {
  const { context, services, texts, next } = call;
  const frame = frameFor(context, services, { scripts: waysIn.flatMap(({ scripts = [] }) => scripts) });
  const ways = waysIn.map((way) => (way === tried?.way ? tried.drawn : way.draw(call))).filter((drawn) => drawn !== undefined);
  const notice = tried !== undefined ? undefined : context.get('isRefused') === true ? 'ended' : context.req.query('notice');
  return <SignInPage frame={frame} ways={ways} next={next} notice={noticeText(texts.notices, notice)} />;
}
