/** What is kept about the account, as a file for its owner. */
import { exportStream } from '@gemel/accounts';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { AccountCall, AccountPanel, PanelRoutes } from '../account/account-panel.ts';
import { askingOf } from '../account/asking-of.ts';
import { faultAt, type FormFault } from '../form-fault.ts';
import { outcomeOf } from '../form-outcome.ts';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Panel } from '../parts/panel.tsx';

const own = '/account/export';

export const exportPanel: AccountPanel = { id: 'export', draw: (call) => drawPanel(call), addRoutes };

function drawPanel({ texts: { leaving } }: Pick<AccountCall, 'texts'>, fault?: FormFault): JSX.Element {
  return (
    <Panel id="export" heading={leaving.export.heading} lead={leaving.export.lead}>
      <Form action={own} fault={faultAt(fault)}>
        <Button kind="quiet">{leaving.export.download}</Button>
      </Form>
    </Panel>
  );
}

/** The accounts ask for the recent proof themselves. The answer is a file, which nothing stores on the way. */
function addRoutes({ app, services, path, signedIn, show }: PanelRoutes): void {
  app.post(
    own,
    signedIn(async (call) => {
      const { context, texts } = call;
      const exported = await outcomeOf(services.accounts.leaving.exportOwn(askingOf(call)), { ...services, context: call.context, texts });
      if (exported.fault !== undefined) return show(call, drawPanel(call, exported.fault), exported.status);
      context.header('content-type', 'application/json');
      context.header('content-disposition', 'attachment; filename="account.json"');
      return context.body(exportStream(exported.value));
    }),
  );
  app.get(own, (context) => context.redirect(path, 303));
}
