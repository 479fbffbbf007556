/** The form that changes the password. */
import type { PanelRoutes } from '../account/account-panel.ts';
import { outcomeOf } from '../form-outcome.ts';
import { giveCookie, readFields } from '../page-context.ts';
import { drawPassword } from './draw-password.tsx';

export function addPasswordRoutes({ app, services, path, signedIn, show, done }: PanelRoutes): void {
  app.post(
    '/account/password',
    signedIn(async (call) => {
      const { context, visitor, texts } = call;
      const { subject, sid } = visitor.principal;
      const { currentPassword, newPassword } = await readFields(context, ['currentPassword', 'newPassword']);
      const client = services.auth.clientFacts(context.env.incoming);
      const change = services.accounts.changePassword({ subject, sid, currentPassword, newPassword, client });
      const changed = await outcomeOf(change, { ...services, context, texts, isSignedIn: true });
      if (changed.fault !== undefined) return show(call, await drawPassword(call, changed.fault), changed.status);
      giveCookie(context, services, changed.value);
      return done(call, 'password-changed');
    }),
  );
  app.get('/account/password', (context) => context.redirect(path, 303));
}
