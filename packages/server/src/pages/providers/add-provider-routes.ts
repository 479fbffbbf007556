/** The forms that link an account with one elsewhere, and that end the link. What they need a recent proof for, the accounts ask for themselves. */
import type { PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { endOthersField, endOthersIfAsked } from '../account/end-others.tsx';
import { outcomeOf } from '../form-outcome.ts';
import { readFields } from '../page-context.ts';
import { drawProviders } from './draw-providers.tsx';
import { linkedAlone } from './linked-alone.ts';
import { setOut } from './set-out.tsx';

const linkPath = '/account/providers/:name{[a-z0-9-]+}/link';
const removePath = '/account/providers/:id{[A-Za-z0-9_-]+}/remove';

export function addProviderRoutes({ app, services, path, signedIn, show, done }: PanelRoutes): void {
  const { providers } = services.accounts;
  if (providers.choices.length === 0) return;

  app.post(
    linkPath,
    signedIn(async (call) => {
      const { [endOthersField]: endOthers } = await readFields(call.context, [endOthersField]);
      const provider = call.context.req.param('name') ?? '';
      const beginning = providers.beginLink(askingOf(call), { provider, ...(endOthers === 'on' ? { next: linkedAlone } : {}) });
      const begun = await outcomeOf(beginning, { ...services, context: call.context, texts: call.texts });
      if (begun.fault === undefined) return setOut(call, begun.value);
      return done(call, begun.status === 409 ? 'provider-limit' : 'provider-unavailable');
    }),
  );

  app.post(
    removePath,
    signedIn(async (call) => {
      const { [endOthersField]: endOthers } = await readFields(call.context, [endOthersField]);
      const removed = await outcomeOf(providers.unlink(askingOf(call), call.context.req.param('id') ?? ''), {
        ...services,
        context: call.context,
        texts: call.texts,
      });
      if (removed.fault !== undefined) {
        const drawn = await drawProviders(call, removed.fault.message);
        return drawn === undefined ? done(call, 'provider-unlinked') : show(call, drawn, removed.status);
      }
      await endOthersIfAsked(call, endOthers);
      return done(call, 'provider-unlinked');
    }),
  );

  for (const form of [linkPath, removePath]) app.get(form, (context) => context.redirect(path, 303));
}
