/** One passkey in its owner's list, and what can be done with it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Passkey } from '@gemel/accounts';
import type { AccountCall } from '../account/account-panel.ts';
import { EndOthersChoice } from '../account/end-others.tsx';
import { machineTime } from '../machine-time.ts';
import { Button } from '../parts/button.tsx';
import { ConfirmDanger } from '../parts/confirm-danger.tsx';
import { Disclosure } from '../parts/disclosure.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Item } from '../parts/item-list.tsx';
import { passkeysPath } from './passkeys-path.ts';

export interface PasskeyItemProps extends Pick<AccountCall, 'texts' | 'now'> {
  readonly passkey: Passkey;
  /** Why it could not be removed. */
  readonly fault: string | undefined;
}

export function PasskeyItem({ texts, now, passkey, fault }: PasskeyItemProps): JSX.Element {
  const { passkeys, times } = texts;
  const { id, keptBy, isSynced, createdAt } = passkey;
  const nameId = `passkey-${id}`;
  const usedAt = passkey.lastUsedAt === null ? undefined : Math.min(passkey.lastUsedAt, now);
  const keeping = [...(keptBy === undefined ? [] : [passkeys.keptBy(keptBy)]), ...(isSynced ? [passkeys.isSynced] : [])];
  return (
    <Item
      id={nameId}
      name={passkey.name === '' ? (keptBy ?? passkeys.unnamed) : passkey.name}
      icon={<path d="M8.5 4a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM11.7 11.7 20 20M16 16l2.5-2.5" />}
      actions={
        <>
          <Disclosure opener={passkeys.rename} describedBy={nameId}>
            <Form action={`${passkeysPath}/${id}/rename`}>
              <Field
                id={`${nameId}-name`}
                name="name"
                label={passkeys.newName}
                value={passkey.name}
                autocomplete="off"
                maxLength={60}
                isOptional
              />
              <Button kind="quiet" size="small">
                {passkeys.save}
              </Button>
            </Form>
          </Disclosure>
          <ConfirmDanger
            opener={passkeys.remove}
            warning={passkeys.warning}
            action={`${passkeysPath}/${id}/remove`}
            button={passkeys.removeNow}
            describedBy={nameId}
            fault={fault}
            isSmall
          >
            <EndOthersChoice texts={texts} id={`${nameId}-end-others`} />
          </ConfirmDanger>
        </>
      }
    >
      <p>
        {passkeys.added} <time datetime={machineTime(createdAt)}>{times.date(createdAt)}</time>
        {', '}
        {usedAt === undefined ? (
          passkeys.notUsed
        ) : (
          <>
            {passkeys.lastUsed} <time datetime={machineTime(usedAt)}>{times.relative(usedAt, now)}</time>
          </>
        )}
      </p>
      {keeping.length === 0 ? null : <p>{keeping.join(', ')}</p>}
    </Item>
  );
}
