/** What closes an account, takes its factors away or deletes it: each asks once more, and why. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Account } from '@gemel/accounts';
import { disableUser } from '../../admin/users/set-disabled.ts';
import { Button } from '../../pages/parts/button.tsx';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { ImpersonateForm } from './impersonate-user.tsx';
import { userPath } from './user-acts.ts';

export function UserDangers({ call, user }: { readonly call: ConsoleCall; readonly user: Account }): JSX.Element | null {
  if (!may(call, disableUser.scope)) return null;
  const texts = call.texts.console.user;
  const path = userPath(user.subject);
  return (
    <Panel id="dangers" heading={texts.dangers}>
      <ImpersonateForm call={call} user={user} />
      {user.isDisabled ? (
        <Form action={`${path}/enable`} isInline>
          <Button kind="quiet">{texts.enable}</Button>
        </Form>
      ) : (
        <Danger call={call} action={`${path}/disable`} texts={texts.disable} />
      )}
      <Danger call={call} action={`${path}/second-factor/end`} texts={texts.endFactors} />
      <Danger call={call} action={`${path}/delete`} texts={texts.delete} />
    </Panel>
  );
}

interface DangerProps {
  readonly call: ConsoleCall;
  readonly action: string;
  readonly texts: { readonly opener: string; readonly warning: string; readonly button: string };
}

function Danger({ call, action, texts: { opener, warning, button } }: DangerProps): JSX.Element {
  const id = `reason-${action.split('/').slice(4).join('-')}`;
  return (
    <ConfirmDanger opener={opener} warning={warning} action={action} button={button}>
      <ReasonField call={call} id={id} />
    </ConfirmDanger>
  );
}
