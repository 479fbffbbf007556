/** The end of the account, as a panel of it: what will be gone, and one question more. */
import { formatClearedCookie } from 'gemel';
import type { AccountPanel, PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { ConfirmDanger } from '../parts/confirm-danger.tsx';
import { Panel } from '../parts/panel.tsx';

const own = '/account/delete';

export const deletionPanel: AccountPanel = {
  id: 'deletion',
  draw: ({ texts: { leaving }, visitor }) => (
    <Panel id="deletion" heading={leaving.deletion.heading} lead={leaving.deletion.lead}>
      <ConfirmDanger
        opener={leaving.deletion.open}
        warning={leaving.deletion.warning(visitor.name)}
        action={own}
        button={leaving.deletion.confirm}
      />
    </Panel>
  ),
  addRoutes,
};

/** The accounts ask for the recent proof themselves; whoever lacks it is led to it and back to the page, where the question stands again. */
function addRoutes({ app, services, path, signedIn }: PanelRoutes): void {
  app.post(
    own,
    signedIn(async (call) => {
      await services.accounts.leaving.deleteOwn(askingOf(call));
      call.context.header('set-cookie', formatClearedCookie(services.gemel.options.cookie));
      return call.context.redirect('/sign-in?notice=account-deleted', 303);
    }),
  );
  app.get(own, (context) => context.redirect(path, 303));
}
