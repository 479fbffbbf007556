/** The forms that end sessions: one, the others, all. */
import { isSid } from '@gemel/protocol';
import { formatClearedCookie, whoActs } from 'gemel';
import type { PanelRoutes } from '../account/account-panel.ts';
import { checkRecentForSessions } from './recent-for-sessions.ts';

const onePath = '/account/sessions/:sid{[A-Za-z0-9_-]+}/end';

export function addSessionRoutes({ app, services, path, signedIn, done }: PanelRoutes): void {
  const { gemel } = services;

  app.post(
    '/account/sessions/end-others',
    signedIn(async (call) => {
      checkRecentForSessions(call);
      const { subject, sid } = call.visitor.principal;
      await gemel.revokeSubject(subject, { except: sid, reason: 'signed_out', by: whoActs(call.visitor.principal) });
      return done(call, 'others-ended');
    }),
  );

  app.post(
    '/account/sessions/end-all',
    signedIn(async (call) => {
      checkRecentForSessions(call);
      const { context, visitor } = call;
      await gemel.revokeSubject(visitor.principal.subject, { reason: 'signed_out', by: whoActs(visitor.principal) });
      context.header('set-cookie', formatClearedCookie(gemel.options.cookie));
      return context.redirect('/sign-in?notice=signed-out-everywhere', 303);
    }),
  );

  app.post(
    onePath,
    signedIn(async (call) => {
      checkRecentForSessions(call);
      const sid = call.context.req.param('sid') ?? '';
      // Only what is the visitor's own: a sid is no secret (S30).
      const own = isSid(sid) ? (await gemel.listSessions(call.visitor.principal.subject)).some((session) => session.sid === sid) : false;
      if (own) await gemel.revokeSession(sid, { reason: 'signed_out', by: whoActs(call.visitor.principal) });
      return done(call, 'session-ended');
    }),
  );

  // Whoever had to prove first who it is comes back to where the form stood.
  for (const form of ['/account/sessions/end-others', '/account/sessions/end-all', onePath])
    app.get(form, (context) => context.redirect(path, 303));
}
