/** Sign up, sign in, sign out: the forms' own routes. Every POST that succeeds ends in 303. */
import type { Hono } from 'hono';
import { formatClearedCookie, formatSessionCookie, type StartedSession } from 'gemel';
import { ownPath } from '../http/own-path.ts';
import type { HttpEnvironment } from '../http/services.ts';
import type { FormFault } from './credential-form.tsx';
import { SignInPage, SignUpPage } from './door-pages.tsx';
import { type Outcome, outcomeOf } from './form-outcome.ts';
import { frameFor, type PageContext, type PageServices, readFields, readVisitor } from './page-context.ts';
import { noticeText, passwordHint } from './page-texts.ts';

const home = '/account';

/** What a form shows again after a refusal. */
interface Attempt {
  readonly email: string;
  readonly fault: FormFault | undefined;
  readonly status: Outcome<unknown>['status'];
}

const firstAttempt: Attempt = { email: '', fault: undefined, status: 200 };

export function addDoorRoutes(app: Hono<HttpEnvironment>, services: PageServices): void {
  app.get('/sign-in', async (context) => {
    const visitor = await readVisitor(context, services);
    if (visitor !== undefined) return context.redirect(nextOf(context, services) ?? home, 303);
    return showSignIn(context, services, firstAttempt);
  });

  app.post('/sign-in', async (context) => {
    const { email, password } = await readFields(context, ['email', 'password']);
    const client = services.auth.clientFacts(context.env.incoming);
    const signedIn = await outcomeOf(services.accounts.signIn({ email, password, client }), services);
    if (signedIn.fault !== undefined) return showSignIn(context, services, { ...signedIn, email });
    await endFormerSession(context, services);
    giveCookie(context, services, signedIn.value);
    return context.redirect(nextOf(context, services) ?? home, 303);
  });

  app.get('/sign-up', async (context) => {
    const visitor = await readVisitor(context, services);
    return visitor === undefined ? showSignUp(context, services, firstAttempt) : context.redirect(home, 303);
  });

  app.post('/sign-up', async (context) => {
    const { email, password } = await readFields(context, ['email', 'password']);
    const signedUp = await outcomeOf(services.accounts.signUp({ email, password }), services);
    if (signedUp.fault !== undefined) return showSignUp(context, services, { ...signedUp, email });
    const next = nextOf(context, services);
    return context.redirect(`/sign-in?notice=signed-up${next === undefined ? '' : `&next=${encodeURIComponent(next)}`}`, 303);
  });

  app.post('/sign-out', async (context) => {
    const visitor = await readVisitor(context, services);
    if (visitor !== undefined) await services.gemel.revokeSession(visitor.principal.sid, { reason: 'signed_out' });
    context.header('set-cookie', formatClearedCookie(services.gemel.options.cookie));
    return context.redirect('/sign-in?notice=signed-out', 303);
  });
}

/** Whoever signs in again in the same browser leaves no session behind that nobody holds. */
async function endFormerSession(context: PageContext, services: PageServices): Promise<void> {
  const former = await readVisitor(context, services);
  if (former !== undefined) await services.gemel.revokeSession(former.principal.sid, { reason: 'signed_out' });
}

/** Sets the session cookie of a session that was just started or stepped up. */
export function giveCookie(context: PageContext, services: PageServices, started: StartedSession): void {
  const { cookie, sessions } = services.gemel.options;
  if (started.sessionToken === undefined) return;
  context.set('sid', started.session.sid);
  context.header(
    'set-cookie',
    formatSessionCookie(cookie, started.sessionToken, cookie.isPersistent ? sessions.overallTimeout : undefined),
  );
}

function showSignIn(context: PageContext, services: PageServices, attempt: Attempt): Response | Promise<Response> {
  const notice = attempt.fault !== undefined ? undefined : context.get('isRefused') === true ? 'ended' : context.req.query('notice');
  const frame = frameFor(services, undefined);
  const page = (
    <SignInPage frame={frame} email={attempt.email} fault={attempt.fault} next={nextOf(context, services)} notice={noticeText(notice)} />
  );
  return context.html(page, attempt.status);
}

function showSignUp(context: PageContext, services: PageServices, attempt: Attempt): Response | Promise<Response> {
  const frame = frameFor(services, undefined);
  const page = (
    <SignUpPage
      frame={frame}
      email={attempt.email}
      fault={attempt.fault}
      next={nextOf(context, services)}
      passwordHint={passwordHint(services.minPasswordLength)}
    />
  );
  return context.html(page, attempt.status);
}

/** Where the visitor wanted to go, if that is a path of ours (S29). */
function nextOf(context: PageContext, services: PageServices): string | undefined {
  return ownPath(context.req.query('next'), services.url);
}
