/** Recovery codes just made, to be kept. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { AccountCall } from '../account/account-panel.ts';
import { Button, ButtonRow, LinkButton } from '../parts/button.tsx';
import { Form, HiddenField } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Secret } from '../parts/secret.tsx';

/** The codes, shown this once. */
export function drawCodes({ texts }: AccountCall, codes: readonly string[], path: string): JSX.Element {
  const { recoveryCodes, copy } = texts;
  return (
    <Panel id="recovery-codes" heading={recoveryCodes.heading} lead={recoveryCodes.keep}>
      <Notice kind="mind">{recoveryCodes.once}</Notice>
      <Secret id="the-codes" heading={recoveryCodes.codes} text={codes.join('\n')} copy={copy} />
      <ButtonRow>
        <Form action="/account/recovery-codes/download" isInline>
          <HiddenField name="codes" value={codes.join(' ')} />
          <Button kind="quiet">{recoveryCodes.download}</Button>
        </Form>
        <LinkButton href={path}>{recoveryCodes.saved}</LinkButton>
      </ButtonRow>
    </Panel>
  );
}
