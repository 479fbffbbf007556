/** The account page and the forms on it. */
import { isSid } from '@gemel/protocol';
import type { Hono } from 'hono';
import { formatClearedCookie, type IssuedTokens } from 'gemel';
import type { HttpEnvironment } from '../http/services.ts';
import { AccountPage } from './account-page.tsx';
import type { FormFault } from './credential-form.tsx';
import { giveCookie } from './door-routes.tsx';
import { type Outcome, outcomeOf } from './form-outcome.ts';
import { frameFor, type PageContext, type PageServices, readFields, readVisitor, type Visitor } from './page-context.ts';
import { noticeText, passwordHint } from './page-texts.ts';

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
    '/account/sessions/:sid{[A-Za-z0-9_-]+}/end',
    signedIn(async (context, { principal }) => {
      const sid = context.req.param('sid') ?? '';
      // Only what is the visitor's own: a sid is no secret (S30).
      const own = isSid(sid) ? (await gemel.listSessions(principal.subject)).some((session) => session.sid === sid) : false;
      if (own) await gemel.revokeSession(sid, { reason: 'signed_out' });
      return context.redirect('/account?notice=session-ended', 303);
    }),
  );

  // The token is in this one answer, which nothing stores, and never in a URL; hence no redirect.
  app.post(
    '/account/access-token',
    signedIn(async (context, visitor) =>
      showAccount(context, services, visitor, { token: await gemel.issueAccessToken(visitor.principal) }),
    ),
  );
  app.post(
    '/account/password',
    signedIn(async (context, visitor) => {
      const { subject, sid } = visitor.principal;
      const { currentPassword, newPassword } = await readFields(context, ['currentPassword', 'newPassword']);
      const change = services.accounts.changePassword({ subject, sid, currentPassword, newPassword });
      const changed = await outcomeOf(change, { ...services, isSignedIn: true });
      if (changed.fault !== undefined)
        return showAccount(context, services, visitor, { passwordFault: changed.fault, status: changed.status });
      giveCookie(context, services, changed.value);
      return context.redirect('/account?notice=password-changed', 303);
    }),
  );
  app.get('/account/password', (context) => context.redirect('/account', 303));
  app.get('/account/access-token', (context) => context.redirect('/account', 303));

  function signedIn(act: Act): (context: PageContext) => Promise<Response> {
    return async (context) => {
      const visitor = await readVisitor(context, services);
      if (visitor !== undefined) return act(context, visitor);
      return context.redirect(context.get('isRefused') === true ? '/sign-in?notice=ended' : '/sign-in', 303);
    };
  }
}

/** What the answer to a form shows beyond the account itself. */
interface Shown {
  readonly token?: IssuedTokens;
  readonly passwordFault?: FormFault;
  readonly status?: Outcome<unknown>['status'];
}

async function showAccount(context: PageContext, services: PageServices, visitor: Visitor, shown: Shown = {}): Promise<Response> {
  const { gemel, url, minPasswordLength } = services;
  const page = (
    <AccountPage
      frame={frameFor(services, visitor)}
      visitor={visitor}
      sessions={await gemel.listSessions(visitor.principal.subject)}
      now={gemel.engineTime()}
      notice={noticeText(context.req.query('notice'))}
      token={shown.token}
      passwordHint={passwordHint(minPasswordLength)}
      passwordFault={shown.passwordFault}
      url={url}
    />
  );
  return context.html(page, shown.status ?? 200);
}
