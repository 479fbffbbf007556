/** The accounts: found by the beginning of their addresses, page by page; and a new one for somebody else. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { createUser } from '../../admin/users/create-user.ts';
import { listUsers, type UserPage } from '../../admin/users/list-users.ts';
import { Button } from '../../pages/parts/button.tsx';
import { Disclosure } from '../../pages/parts/disclosure.tsx';
import { Field } from '../../pages/parts/field.tsx';
import { Form } from '../../pages/parts/form.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { actRoute } from '../acts/act-route.ts';
import { may, operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { ConsoleTable } from '../parts/console-table.tsx';
import { FindForm } from '../parts/find-form.tsx';
import { Pager } from '../parts/pager.tsx';
import { When } from '../parts/when.tsx';
import { userPath, usersPath as path } from './user-acts.ts';
import { States } from './states.tsx';

const perPage = 50;

export const usersRoutes: readonly ConsoleRoute[] = [
  {
    ...{ method: 'GET', path, summary: 'Show the accounts', query: ['email', 'after', 'notice', 'refused'] },
    scope: listUsers.scope,
    answer: answerUsers,
  },
  actRoute({
    path,
    operation: createUser,
    fields: ['email'],
    input: ({ email = '' }) => ({ email }),
    back: () => path,
    notice: 'user-created',
  }),
];

async function answerUsers(call: ConsoleCall): Promise<Response> {
  const { email = '', after } = call.context.req.query();
  const page = await operate(call, listUsers, {
    ...(email === '' ? {} : { email }),
    ...(after === undefined ? {} : { after }),
    limit: perPage,
  });
  return call.context.html(<UsersPage call={call} page={page} asked={{ email, after }} />);
}

interface UsersPageProps {
  readonly call: ConsoleCall;
  readonly page: UserPage;
  readonly asked: { readonly email: string; readonly after: string | undefined };
}

function UsersPage({ call, page: { users, next }, asked: { email, after } }: UsersPageProps): JSX.Element {
  const texts = call.texts.console.users;
  return (
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead}>
      <FindForm path={path} label={texts.find} button={texts.findButton}>
        <Field name="email" label={texts.email} autocomplete="off" value={email} maxLength={254} isOptional />
      </FindForm>
      <Panel
        id="users"
        heading={email === '' ? texts.all : texts.found(email)}
        below={<Pager call={call} path={path} query={email === '' ? {} : { email }} after={after} next={next} />}
        isFlush
      >
        <ConsoleTable
          labelledBy="users"
          columns={texts.columns}
          none={texts.none}
          rows={users.map((user) => ({
            cells: [
              <a href={userPath(user.subject)}>{user.email}</a>,
              <States call={call} user={user} />,
              user.roles.join(', ') || texts.noRoles,
              <When call={call} at={user.createdAt} />,
            ],
          }))}
        />
      </Panel>
      {may(call, createUser.scope) ? (
        <Panel id="add" heading={texts.add} lead={texts.addLead}>
          <Disclosure opener={texts.addOpener} describedBy="add">
            <Form action={path}>
              <Field name="email" id="new-email" type="email" label={texts.address} autocomplete="off" maxLength={254} />
              <Button>{texts.addButton}</Button>
            </Form>
          </Disclosure>
        </Panel>
      ) : null}
    </ConsolePage>
  );
}
