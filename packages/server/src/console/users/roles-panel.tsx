/** The roles of an account: one is given or taken at a time, in its sessions as well. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Role } from '@gemel/accounts';
import { assignRole } from '../../admin/users/change-role.ts';
import type { ShownUser } from '../../admin/users/show-user.ts';
import { Button } from '../../pages/parts/button.tsx';
import { Form, HiddenField } from '../../pages/parts/form.tsx';
import { Item, ItemList } from '../../pages/parts/item-list.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import { Select } from '../parts/select.tsx';
import { userPath } from './user-acts.ts';

export interface RolesPanelProps {
  readonly call: ConsoleCall;
  readonly shown: ShownUser;
  /** Undefined where the administrator may not see them. */
  readonly roles: readonly Role[] | undefined;
}

export function RolesPanel({ call, shown: { user }, roles = [] }: RolesPanelProps): JSX.Element {
  const texts = call.texts.console.user;
  const mayChange = may(call, assignRole.scope);
  const path = `${userPath(user.subject)}/roles`;
  const permissionsOf = (name: string): string => roles.find((role) => role.name === name)?.permissions.join(', ') ?? '';
  const others = roles.filter(({ name }) => !user.roles.includes(name));
  return (
    <Panel id="roles" heading={texts.roles} lead={texts.rolesLead} isFlush>
      {user.roles.length === 0 ? <p class="none soft">{texts.noRoles}</p> : null}
      <ItemList>
        {user.roles.map((name) => (
          <Item
            id={`role-${name}`}
            name={name}
            icon={<path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z" />}
            actions={
              mayChange ? (
                <Form action={`${path}/unassign`} isInline>
                  <HiddenField name="role" value={name} />
                  <Button kind="quiet" size="small" describedBy={`role-${name}`}>
                    {texts.takeRole}
                  </Button>
                </Form>
              ) : null
            }
          >
            <p>{permissionsOf(name)}</p>
          </Item>
        ))}
      </ItemList>
      {mayChange && others.length > 0 ? (
        <div class="further">
          <form class="find" method="post" action={`${path}/assign`}>
            <Select name="role" id="role" label={texts.role} options={others.map(({ name }) => ({ value: name, text: name }))} />
            <Button kind="quiet">{texts.giveRole}</Button>
          </form>
        </div>
      ) : null}
    </Panel>
  );
}
