/** Lets the console's own pages and scripts use the admin API: by the console's session, from the console's own origin. */
import type { Accounts } from '@gemel/accounts';
import { checkRequestOrigin, type Gemel } from 'gemel';
import type { ReadConsoleActor } from '../admin/http/read-actor.ts';
import { checkOwnHost } from '../http/check-own-host.ts';
import { administratorOf } from './administrator-of.ts';
import { readConsoleVisitor } from './read-administrator.ts';

export function createReadConsoleActor(services: { readonly gemel: Gemel; readonly accounts: Accounts }): ReadConsoleActor {
  return async (request) => {
    const visitor = await readConsoleVisitor(services, request);
    if (visitor === undefined) return undefined;
    const own = `http://${request.header('host') ?? ''}`;
    checkOwnHost(own);
    checkRequestOrigin(request, [own]);
    return administratorOf(visitor.principal);
  };
}
