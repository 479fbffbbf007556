/** Recovery codes, as a panel of the account: how many are left, and new ones. Not there as long as nothing needs them. */
import type { AccountCall, AccountPanel, Drawn } from '../account/account-panel.ts';
import { EndOthersChoice } from '../account/end-others.tsx';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Panel } from '../parts/panel.tsx';
import { addRecoveryCodesRoutes } from './add-recovery-codes-routes.tsx';

/** As in the message to the owner. */
const few = 3;

export const recoveryCodesPanel: AccountPanel = {
  id: 'recovery-codes',
  draw: drawPanel,
  addRoutes: addRecoveryCodesRoutes,
  scripts: ['copy'],
};

async function drawPanel({ services, visitor, texts }: AccountCall): Promise<Drawn> {
  const { recoveryCodes } = texts;
  const { subject } = visitor.principal;
  const { totp, passkeys } = services.accounts;
  if ((await totp.find(subject)) === undefined && (await passkeys.list(subject)).length === 0) return undefined;
  const codes = await services.accounts.recoveryCodes.find(subject);
  const left = codes?.left ?? 0;
  return (
    <Panel
      id="recovery-codes"
      heading={recoveryCodes.heading}
      lead={recoveryCodes.lead}
      aside={<Badge kind={left < few ? 'mind' : 'on'}>{recoveryCodes.left(left)}</Badge>}
    >
      <Form action="/account/recovery-codes#recovery-codes">
        {codes === undefined ? null : <p class="soft">{recoveryCodes.warning}</p>}
        <EndOthersChoice texts={texts} id="end-others-with-codes" />
        <Button kind={left < few ? 'main' : 'quiet'}>{codes === undefined ? recoveryCodes.make : recoveryCodes.renew}</Button>
      </Form>
    </Panel>
  );
}
