/** The keys that sign access tokens: the next, the one that signs, those of before; rotated before their time, or retired since one has leaked. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { retireKey, rotateKeys } from '../../admin/keys/change-keys.ts';
import { type KeyList, listKeys, type ShownKey } from '../../admin/keys/list-keys.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { Button } from '../../pages/parts/button.tsx';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Form, HiddenField } from '../../pages/parts/form.tsx';
import { Item, ItemList } from '../../pages/parts/item-list.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { actRoute } from '../acts/act-route.ts';
import { endingRoute } from '../endings/ending-route.ts';
import { may, operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { When } from '../parts/when.tsx';

const path = '/console/keys';

export const keysRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path, summary: 'Show the signing keys', query: ['notice', 'refused'], scope: listKeys.scope, answer: answerKeys },
  actRoute({
    path: `${path}/rotate`,
    operation: rotateKeys,
    input: () => ({}),
    back: () => path,
    notice: 'keys-rotated',
  }),
  endingRoute({
    path: `${path}/retire`,
    operation: retireKey,
    fields: ['kid', 'reason'],
    input: ({ kid = '', reason = '' }) => ({ kid, reason }),
    back: () => path,
    what: 'key',
  }),
];

async function answerKeys(call: ConsoleCall): Promise<Response> {
  return call.context.html(<KeysPage call={call} list={await operate(call, listKeys, {})} />);
}

function KeysPage({ call, list: { keys } }: { readonly call: ConsoleCall; readonly list: KeyList }): JSX.Element {
  const texts = call.texts.console.keys;
  const mayChange = may(call, rotateKeys.scope);
  return (
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead}>
      <Panel
        id="keys"
        heading={texts.heading}
        aside={
          mayChange ? (
            <Form action={`${path}/rotate`} isInline>
              <Button kind="quiet" size="small">
                {texts.rotate}
              </Button>
            </Form>
          ) : null
        }
        isFlush
      >
        <ItemList>
          {keys.map((key) => (
            <KeyItem call={call} key={key.kid} shown={key} mayChange={mayChange} />
          ))}
        </ItemList>
      </Panel>
    </ConsolePage>
  );
}

interface KeyItemProps {
  readonly call: ConsoleCall;
  readonly shown: ShownKey;
  readonly mayChange: boolean;
}

function KeyItem({ call, shown: { kid, algorithm, state, activeFrom }, mayChange }: KeyItemProps): JSX.Element {
  const texts = call.texts.console.keys;
  const id = `key-${kid}`;
  const kinds = { next: 'mind', active: 'on', former: 'off' } as const;
  const retire = (
    <ConfirmDanger
      opener={texts.retire}
      warning={texts.retireWarning}
      action={`${path}/retire`}
      button={texts.retireButton}
      describedBy={id}
      isSmall
    >
      <HiddenField name="kid" value={kid} />
      <ReasonField call={call} id={`reason-${kid}`} />
    </ConfirmDanger>
  );
  return (
    <Item
      id={id}
      name={kid}
      icon={<path d="M14.5 9.5a4.5 4.5 0 1 0-3 3l1.5 1.5h2v2h2v2h3v-3z" />}
      badge={<Badge kind={kinds[state]}>{texts.states[state]}</Badge>}
      isCurrent={state === 'active'}
      actions={mayChange ? retire : null}
    >
      <p>
        {algorithm} · {texts.since[state]} <When call={call} at={activeFrom} />
      </p>
    </Item>
  );
}
