/** How an account stands, in a word or two. */
import type { Account } from '@gemel/accounts';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Badge } from '../../pages/parts/badge.tsx';
import type { ConsoleCall } from '../console-context.ts';

/** What is out of the ordinary; of an account like any other, that it is open. */
export function States({ call, user }: { readonly call: ConsoleCall; readonly user: Account }): JSX.Element {
  const { states } = call.texts.console.users;
  return (
    <span class="states">
      {user.isDisabled ? <Badge kind="off">{states.disabled}</Badge> : <Badge>{states.open}</Badge>}
      {user.isEmailVerified ? null : <Badge kind="mind">{states.unverified}</Badge>}
    </span>
  );
}
