/** The owner's passkeys, as a panel of the account. Not there where no browser would make one. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { endpointPaths } from '@gemel/protocol';
import type { AccountCall, AccountPanel, Drawn } from '../account/account-panel.ts';
import { EndOthersChoice } from '../account/end-others.tsx';
import { faultAt, type FormFault } from '../form-fault.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { ItemList } from '../parts/item-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { addPasskeysRoutes } from './add-passkeys-routes.tsx';
import { PasskeyCeremony } from './passkey-ceremony.tsx';
import { PasskeyItem } from './passkey-item.tsx';
import { passkeysPath } from './passkeys-path.ts';

export const passkeysPanel: AccountPanel = {
  id: 'passkeys',
  draw: async (call): Promise<Drawn> => (call.services.accounts.passkeys.isAvailable ? drawPasskeys(call) : undefined),
  addRoutes: (routes) => addPasskeysRoutes(routes, drawPasskeys),
  scripts: ['passkey'],
};

/** What was wrong with adding one, or with removing the one of this id. */
export interface PasskeysFault {
  readonly fault: FormFault;
  readonly id?: string;
}

async function drawPasskeys(call: AccountCall, wrong?: PasskeysFault): Promise<JSX.Element> {
  const { services, visitor, texts, now } = call;
  const { heading, lead } = texts.passkeys;
  const own = await services.accounts.passkeys.list(visitor.principal.subject);
  return (
    <Panel id="passkeys" heading={heading} lead={lead} isFlush>
      {own.length === 0 ? null : (
        <ItemList>
          {own.map((passkey) => (
            <PasskeyItem texts={texts} now={now} passkey={passkey} fault={passkey.id === wrong?.id ? faultAt(wrong.fault) : undefined} />
          ))}
        </ItemList>
      )}
      <AddForm texts={texts} fault={wrong?.id === undefined ? wrong?.fault : undefined} />
    </Panel>
  );
}

function AddForm({ texts, fault }: Pick<AccountCall, 'texts'> & { readonly fault: FormFault | undefined }): JSX.Element {
  const { name, nameHint, add } = texts.passkeys;
  return (
    <div class="further">
      <Form action={passkeysPath} fault={faultAt(fault)}>
        <Field id="passkey-name" name="name" label={name} hint={nameHint} autocomplete="off" maxLength={60} isOptional />
        <EndOthersChoice texts={texts} id="end-others-with-passkey" />
        <PasskeyCeremony texts={texts} action="create" optionsPath={`${endpointPaths.passkeys}/options`} button={add} kind="quiet" />
      </Form>
    </div>
  );
}
