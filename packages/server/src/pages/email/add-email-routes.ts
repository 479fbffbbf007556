/** The forms that ask for another address, and for another link to confirm the one that the account has. */
import { whoActs } from 'gemel';
import type { PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { outcomeOf } from '../form-outcome.ts';
import { readFields } from '../page-context.ts';
import { drawEmail } from './draw-email.tsx';

export function addEmailRoutes({ app, services, path, signedIn, show, done }: PanelRoutes): void {
  const { emailChange, emailVerification } = services.accounts;
  if (emailChange === undefined || emailVerification === undefined) return;
  const own = '/account/email';

  app.post(
    own,
    signedIn(async (call) => {
      const { email } = await readFields(call.context, ['email']);
      const asked = await outcomeOf(emailChange.ask(askingOf(call), email), { ...services, context: call.context, texts: call.texts });
      if (asked.fault === undefined) return done(call, 'email-change-sent');
      const drawn = await drawEmail(call, { email, fault: asked.fault });
      return drawn === undefined ? done(call, 'email-change-sent') : show(call, drawn, asked.status);
    }),
  );

  app.post(
    `${own}/verify`,
    signedIn(async (call) => {
      const { subject, client } = askingOf(call);
      await emailVerification.send(subject, client, whoActs(call.visitor.principal));
      return done(call, 'email-verification-sent');
    }),
  );

  for (const form of [own, `${own}/verify`]) app.get(form, (context) => context.redirect(path, 303));
}
