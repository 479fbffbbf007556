/** Hands an administrator over to the public pages, where they act as somebody: a link that is good once, for a minute. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Account } from '@gemel/accounts';
import { impersonateUser } from '../../admin/sessions/impersonate.ts';
import { showUser } from '../../admin/users/show-user.ts';
import { impersonationPath } from '../../pages/impersonation/add-impersonation-routes.tsx';
import { readFields } from '../../pages/page-context.ts';
import { LinkButton } from '../../pages/parts/button.tsx';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may, operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { userPath, usersPath } from './user-acts.ts';

export const impersonateRoute: ConsoleRoute = {
  method: 'POST',
  path: `${usersPath}/:subject/impersonate`,
  summary: `${impersonateUser.summary}: by a form of the console`,
  fields: ['reason'],
  errors: impersonateUser.errors,
  scope: impersonateUser.scope,
  wantsRecent: impersonateUser.wantsRecent === true,
  answer: answerImpersonate,
};

/** A link and no redirection: the other listener is another origin, to which no form of this page may lead. */
async function answerImpersonate(call: ConsoleCall): Promise<Response> {
  const subject = call.context.req.param('subject') ?? '';
  const { reason } = await readFields(call.context, ['reason']);
  const { user } = await operate(call, showUser, { subject });
  const { token } = await operate(call, impersonateUser, { subject, reason });
  const href = `${call.services.url}${impersonationPath}?${new URLSearchParams({ token }).toString()}`;
  return call.context.html(<HandOver call={call} user={user} href={href} />);
}

function HandOver({ call, user, href }: { readonly call: ConsoleCall; readonly user: Account; readonly href: string }): JSX.Element {
  const texts = call.texts.console.user.impersonate;
  const above = { href: userPath(user.subject), text: user.email };
  return (
    <ConsolePage call={call} title={texts.opener} section={usersPath} above={above}>
      <Panel id="hand-over" heading={texts.readyHeading} lead={texts.ready(user.email)}>
        <p>
          <LinkButton href={href}>{texts.go}</LinkButton>
        </p>
      </Panel>
    </ConsolePage>
  );
}

/** Undefined where the administrator may not. */
export function ImpersonateForm({ call, user }: { readonly call: ConsoleCall; readonly user: Account }): JSX.Element | null {
  if (!may(call, impersonateUser.scope) || user.isDisabled || user.subject === call.visitor.principal.subject) return null;
  const { opener, warning, button } = call.texts.console.user.impersonate;
  return (
    <ConfirmDanger opener={opener} warning={warning} action={`${userPath(user.subject)}/impersonate`} button={button}>
      <ReasonField call={call} id="reason-impersonate" />
    </ConfirmDanger>
  );
}
