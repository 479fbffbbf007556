/** The account page and the forms on it. */
import { isSid } from '@gemel/protocol';
import type { Hono } from 'hono';
import { formatClearedCookie, type IssuedTokens } from 'gemel';
import type { HttpEnvironment } from '../http/services.ts';
import { AccountPage } from './account-page.tsx';
import { frameFor, type PageContext, type PageServices, readVisitor, type Visitor } from './page-context.ts';
import { noticeText } from './page-texts.ts';

type Act = (context: PageContext, visitor: Visitor) => Response | Promise<Response>;

export function addAccountRoutes(app: Hono<HttpEnvironment>, services: PageServices): void {
  const { gemel } = services;

  app.get(
    '/account',
    signedIn((context, visitor) => showAccount(context, services, visitor)),
  );

  app.post(
    '/account/sessions/end-others',
    signedIn(async (context, { principal }) => {
      await gemel.revokeSubject(principal.subject, { except: principal.sid, reason: 'signed_out' });
      return context.redirect('/account?notice=others-ended', 303);
    }),
  );

  app.post(
    '/account/sessions/end-all',
    signedIn(async (context, { principal }) => {
      await gemel.revokeSubject(principal.subject, { reason: 'signed_out' });
      context.header('set-cookie', formatClearedCookie(gemel.options.cookie));
      return context.redirect('/sign-in?notice=signed-out-everywhere', 303);
    }),
  );

  app.post(
    '/account/sessions/:sid/end',
    signedIn(async (context, { principal }) => {
      const sid = context.req.param('sid') ?? '';
      // Only what is the visitor's own: a sid is no secret (S30).
      const own = isSid(sid) ? (await gemel.listSessions(principal.subject)).some((session) => session.sid === sid) : false;
      if (own) await gemel.revokeSession(sid, 'signed_out');
      return context.redirect('/account?notice=session-ended', 303);
    }),
  );

  // The token is in this one answer, which nothing stores, and never in a URL; hence no redirect.
  app.post(
    '/account/access-token',
    signedIn(async (context, visitor) => showAccount(context, services, visitor, await gemel.issueAccessToken(visitor.principal))),
  );
  app.get('/account/access-token', (context) => context.redirect('/account', 303));

  function signedIn(act: Act): (context: PageContext) => Promise<Response> {
    return async (context) => {
      const visitor = await readVisitor(context, services);
      if (visitor !== undefined) return act(context, visitor);
      return context.redirect(context.get('isRefused') === true ? '/sign-in?notice=ended' : '/sign-in', 303);
    };
  }
}

async function showAccount(context: PageContext, services: PageServices, visitor: Visitor, token?: IssuedTokens): Promise<Response> {
  const { gemel, url } = services;
  const { name, principal } = visitor;
  const sessions = await gemel.listSessions(principal.subject);
  const notice = noticeText(context.req.query('notice'));
  const frame = frameFor(services, visitor);
  const now = gemel.engineTime();
  return context.html(
    <AccountPage frame={frame} name={name} principal={principal} sessions={sessions} now={now} notice={notice} token={token} url={url} />,
  );
}
