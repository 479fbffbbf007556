/** The page of the keys for programs. */
import type { ApiKey, IssuedApiKey } from '@gemel/accounts';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { createApiKey } from '../../admin/api-keys/change-api-keys.ts';
import { adminScopes } from '../../admin/admin-scope.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { Button } from '../../pages/parts/button.tsx';
import { CheckBox } from '../../pages/parts/check-box.tsx';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Field } from '../../pages/parts/field.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { Item, ItemList } from '../../pages/parts/item-list.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { Secret } from '../../pages/parts/secret.tsx';
import { may } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { Select } from '../parts/select.tsx';
import { When } from '../parts/when.tsx';

export const apiKeysPath = '/console/api-keys';

export interface ApiKeysPageProps {
  readonly call: ConsoleCall;
  readonly apiKeys: readonly ApiKey[];
  /** The one that was just made, shown this once. */
  readonly issued: IssuedApiKey | undefined;
}

export function ApiKeysPage({ call, apiKeys, issued }: ApiKeysPageProps): JSX.Element {
  const texts = call.texts.console.apiKeys;
  const mayChange = may(call, createApiKey.scope);
  return (
    <ConsolePage call={call} title={texts.title} section={apiKeysPath} lead={texts.lead} scripts={['copy']}>
      {issued === undefined ? null : (
        <Panel id="issued" heading={texts.issued(issued.key.name)} lead={texts.issuedLead}>
          <Secret id="new-key" heading={texts.key} text={issued.text} copy={call.texts.copy} />
        </Panel>
      )}
      <Panel id="api-keys" heading={texts.heading} isFlush>
        {apiKeys.length === 0 ? <p class="none soft">{texts.none}</p> : null}
        <ItemList>
          {apiKeys.map((apiKey) => (
            <ApiKeyItem call={call} apiKey={apiKey} mayChange={mayChange} />
          ))}
        </ItemList>
      </Panel>
      {mayChange ? <NewKey call={call} /> : null}
    </ConsolePage>
  );
}

function NewKey({ call }: { readonly call: ConsoleCall }): JSX.Element {
  const texts = call.texts.console.apiKeys;
  const days = texts.validity.map(({ days: value, text }) => ({ value, text }));
  return (
    <Panel id="make" heading={texts.make} lead={texts.makeLead}>
      <Form action={apiKeysPath}>
        <Field name="name" label={texts.name} hint={texts.nameHint} autocomplete="off" maxLength={100} />
        <Select name="days" id="days" label={texts.validFor} options={days} value="90" />
        <fieldset class="choices">
          <legend>{texts.scopes}</legend>
          {adminScopes
            .filter((scope) => may(call, scope))
            .map((scope) => (
              <CheckBox name={`scope-${scope}`} id={`scope-${scope}`} label={scope} />
            ))}
        </fieldset>
        <Button>{texts.makeButton}</Button>
      </Form>
    </Panel>
  );
}

interface ApiKeyItemProps {
  readonly call: ConsoleCall;
  readonly apiKey: ApiKey;
  readonly mayChange: boolean;
}

function ApiKeyItem({ call, apiKey, mayChange }: ApiKeyItemProps): JSX.Element {
  const texts = call.texts.console.apiKeys;
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } = apiKey;
  const state = revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= call.now ? 'expired' : 'good';
  const headingId = `api-key-${id}`;
  const acts = (
    <>
      <Form action={`${apiKeysPath}/${id}/rotate`} isInline>
        <Button kind="quiet" size="small" describedBy={headingId}>
          {texts.rotate}
        </Button>
      </Form>
      <ConfirmDanger
        opener={texts.revoke}
        warning={texts.revokeWarning}
        action={`${apiKeysPath}/${id}/revoke`}
        button={texts.revokeButton}
        describedBy={headingId}
        isSmall
      >
        <ReasonField call={call} id={`reason-${id}`} />
      </ConfirmDanger>
    </>
  );
  return (
    <Item
      id={headingId}
      name={name}
      icon={<path d="M9 8l-4 4 4 4M15 8l4 4-4 4" />}
      badge={<Badge kind={state === 'good' ? 'on' : 'off'}>{texts.states[state]}</Badge>}
      actions={mayChange && state === 'good' ? acts : null}
    >
      <p>
        <span class="mono">{id}</span> · {scopes.join(', ')}
      </p>
      <p>
        {texts.made} <When call={call} at={createdAt} /> · {lastUsedAt === null ? texts.neverUsed : texts.used}{' '}
        {lastUsedAt === null ? null : <When call={call} at={lastUsedAt} />}
        {expiresAt === null ? null : (
          <>
            {' '}
            · {texts.ends} <When call={call} at={expiresAt} />
          </>
        )}
      </p>
    </Item>
  );
}
