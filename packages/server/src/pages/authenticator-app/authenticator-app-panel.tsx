/** The authenticator app, as a panel of the account: none yet, being set up, or in use. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { AccountCall, AccountPanel } from '../account/account-panel.ts';
import { EndOthersChoice } from '../account/end-others.tsx';
import { machineTime } from '../machine-time.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { ConfirmDanger } from '../parts/confirm-danger.tsx';
import { Form } from '../parts/form.tsx';
import { Item, ItemList } from '../parts/item-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { addAuthenticatorAppRoutes } from './add-authenticator-app-routes.tsx';

export const authenticatorAppPanel: AccountPanel = {
  id: 'authenticator-app',
  draw: drawPanel,
  addRoutes: addAuthenticatorAppRoutes,
  scripts: ['copy'],
};

async function drawPanel(call: AccountCall): Promise<JSX.Element> {
  const { services, visitor, texts, now } = call;
  const { authenticatorApp, times } = texts;
  const app = await services.accounts.totp.find(visitor.principal.subject);
  const head = { id: 'authenticator-app', heading: authenticatorApp.heading, lead: authenticatorApp.lead };
  if (app === undefined) {
    return (
      <Panel {...head}>
        <Form action="/account/authenticator-app">
          <Button kind="quiet">{authenticatorApp.setUp}</Button>
        </Form>
      </Panel>
    );
  }
  const usedAt = app.lastUsedAt === null ? undefined : Math.min(app.lastUsedAt, now);
  return (
    <Panel {...head} isFlush>
      <ItemList>
        <Item
          id="the-authenticator-app"
          name={authenticatorApp.name}
          icon={<path d="M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM11 18h2" />}
          badge={<Badge>{authenticatorApp.isOn}</Badge>}
          actions={
            <ConfirmDanger
              opener={authenticatorApp.remove}
              warning={authenticatorApp.warning}
              action="/account/authenticator-app/remove"
              button={authenticatorApp.removeNow}
              describedBy="the-authenticator-app"
              isSmall
            >
              <EndOthersChoice texts={texts} id="end-others-without-app" />
            </ConfirmDanger>
          }
        >
          <p>
            {authenticatorApp.added} <time datetime={machineTime(app.addedAt)}>{times.date(app.addedAt)}</time>
            {usedAt === undefined ? null : (
              <>
                {', '}
                {authenticatorApp.lastUsed} <time datetime={machineTime(usedAt)}>{times.relative(usedAt, now)}</time>
              </>
            )}
          </p>
        </Item>
      </ItemList>
    </Panel>
  );
}
