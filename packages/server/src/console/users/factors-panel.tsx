/** How the owner of an account signs in; nothing of it lets anybody in. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ShownUser } from '../../admin/users/show-user.ts';
import { sendResetLink } from '../../admin/users/send-reset-link.ts';
import { Button } from '../../pages/parts/button.tsx';
import { DataList } from '../../pages/parts/data-list.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import { When } from '../parts/when.tsx';
import { userPath } from './user-acts.ts';

export function FactorsPanel({ call, shown: { user, factors } }: { readonly call: ConsoleCall; readonly shown: ShownUser }): JSX.Element {
  const texts = call.texts.console.user;
  const { authenticatorApp, recoveryCodes, passkeys, providers } = factors;
  const items = [
    { term: texts.password, value: user.hasPassword ? texts.has : texts.hasNot },
    { term: texts.app, value: authenticatorApp === null ? texts.hasNot : <When call={call} at={authenticatorApp.addedAt} isExact /> },
    { term: texts.codes, value: recoveryCodes === null ? texts.hasNot : texts.codesLeft(recoveryCodes.left) },
    { term: texts.passkeys, value: passkeys.map(({ name }) => name).join(', ') || texts.hasNot },
    { term: texts.providers, value: providers.map(({ label, shownAs }) => `${label}: ${shownAs}`).join(', ') || texts.hasNot },
  ];
  const canBeSent = may(call, sendResetLink.scope) && call.services.accounts.passwordReset !== undefined && !user.isDisabled;
  // Nobody has shown yet that the account is theirs.
  const isAwaited = !user.hasPassword && !user.isEmailVerified;
  return (
    <Panel
      id="factors"
      heading={texts.factors}
      below={
        canBeSent ? (
          <Form action={`${userPath(user.subject)}/${isAwaited ? 'invitation' : 'reset-link'}`} isInline>
            <Button kind="quiet" size="small">
              {isAwaited ? texts.invite : texts.sendResetLink}
            </Button>
          </Form>
        ) : null
      }
    >
      <DataList items={items} />
    </Panel>
  );
}
