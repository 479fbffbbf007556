/** The forms that set an authenticator app up and remove it. What they need a recent proof for, the accounts ask for themselves. */
import type { PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { endOthersField, endOthersIfAsked } from '../account/end-others.tsx';
import { outcomeOf } from '../form-outcome.ts';
import { giveCookie, readFields } from '../page-context.ts';
import { drawEnrolment } from './enrolment.tsx';

export function addAuthenticatorAppRoutes({ app, services, path, signedIn, show, done }: PanelRoutes): void {
  const { totp } = services.accounts;
  const own = '/account/authenticator-app';

  // The secret is in this one answer, which nothing stores, and never in a URL; hence no redirect.
  app.post(
    own,
    signedIn(async (call) => show(call, drawEnrolment(call, await totp.begin(askingOf(call))))),
  );

  app.post(
    `${own}/confirm`,
    signedIn(async (call) => {
      const { context, texts } = call;
      const { enrolment, code, [endOthersField]: endOthers } = await readFields(context, ['enrolment', 'code', endOthersField]);
      const confirming = totp.confirm(askingOf(call), enrolment, code.replaceAll(/\s/g, ''));
      const confirmed = await outcomeOf(confirming, { ...services, context, texts });
      if (confirmed.fault === undefined) {
        giveCookie(context, services, confirmed.value);
        await endOthersIfAsked(call, endOthers);
        return done(call, 'app-added');
      }
      const again = await totp.resume(askingOf(call), enrolment);
      return again === undefined ? done(call, 'enrolment-over') : show(call, drawEnrolment(call, again, confirmed.fault), confirmed.status);
    }),
  );

  app.post(
    `${own}/remove`,
    signedIn(async (call) => {
      const { [endOthersField]: endOthers } = await readFields(call.context, [endOthersField]);
      await totp.remove(askingOf(call));
      await endOthersIfAsked(call, endOthers);
      return done(call, 'app-removed');
    }),
  );

  for (const form of [own, `${own}/confirm`, `${own}/remove`]) app.get(form, (context) => context.redirect(path, 303));
}
