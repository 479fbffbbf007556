/** Roles: names for lists of permissions, and whom they are changed for at once. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Role } from '@gemel/accounts';
import { defineRole, removeRole } from '../../admin/roles/change-roles.ts';
import { listRoles } from '../../admin/roles/list-roles.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { Button } from '../../pages/parts/button.tsx';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Field } from '../../pages/parts/field.tsx';
import { Form, HiddenField } from '../../pages/parts/form.tsx';
import { Item, ItemList } from '../../pages/parts/item-list.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { actRoute } from '../acts/act-route.ts';
import { may, operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';

const path = '/console/roles';

export const rolesRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path, summary: 'Show the roles', query: ['notice', 'refused'], scope: listRoles.scope, answer: answerRoles },
  actRoute({
    path,
    operation: defineRole,
    fields: ['role', 'permissions'],
    input: ({ role = '', permissions = '' }) => ({ role, permissions: permissions.split(/[\s,]+/).filter((name) => name !== '') }),
    back: () => path,
    notice: 'role-defined',
  }),
  actRoute({
    path: `${path}/remove`,
    operation: removeRole,
    fields: ['role', 'reason'],
    input: ({ role = '', reason = '' }) => ({ role, reason }),
    back: () => path,
    notice: 'role-removed',
  }),
];

async function answerRoles(call: ConsoleCall): Promise<Response> {
  const { roles } = await operate(call, listRoles, {});
  return call.context.html(<RolesPage call={call} roles={roles} />);
}

function RolesPage({ call, roles }: { readonly call: ConsoleCall; readonly roles: readonly Role[] }): JSX.Element {
  const texts = call.texts.console.roles;
  const mayChange = may(call, defineRole.scope);
  return (
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead}>
      <Panel id="roles" heading={texts.heading} isFlush>
        <ItemList>
          {roles.map((role) => (
            <RoleItem call={call} role={role} mayChange={mayChange && !role.isDeclared} />
          ))}
        </ItemList>
      </Panel>
      {mayChange ? (
        <Panel id="define" heading={texts.define} lead={texts.defineLead}>
          <Form action={path}>
            <Field name="role" label={texts.role} autocomplete="off" maxLength={128} />
            <Field name="permissions" label={texts.permissions} hint={texts.permissionsHint} autocomplete="off" isOptional />
            <Button kind="quiet">{texts.defineButton}</Button>
          </Form>
        </Panel>
      ) : null}
    </ConsolePage>
  );
}

interface RoleItemProps {
  readonly call: ConsoleCall;
  readonly role: Role;
  readonly mayChange: boolean;
}

function RoleItem({ call, role: { name, permissions, isDeclared, isSettled }, mayChange }: RoleItemProps): JSX.Element {
  const texts = call.texts.console.roles;
  const id = `role-${name}`;
  const badge = isDeclared ? <Badge kind="off">{texts.declared}</Badge> : isSettled ? null : <Badge kind="mind">{texts.unsettled}</Badge>;
  const remove = (
    <ConfirmDanger
      opener={texts.remove}
      warning={texts.removeWarning}
      action={`${path}/remove`}
      button={texts.removeButton}
      describedBy={id}
      isSmall
    >
      <HiddenField name="role" value={name} />
      <ReasonField call={call} id={`reason-${name}`} />
    </ConfirmDanger>
  );
  return (
    <Item
      id={id}
      name={name}
      icon={<path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z" />}
      badge={badge}
      actions={mayChange ? remove : null}
    >
      <p>{permissions.join(', ') || texts.nothing}</p>
    </Item>
  );
}
