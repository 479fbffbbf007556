/** Keeps administration from growing by itself: nobody gives what they have not, or acts on somebody who may do more. ASVS 8.2.2, 8.2.3 */
import { GemelError } from '@gemel/protocol';
import { scopesOfActor } from './admin-actor.ts';
import type { AdminContext } from './admin-operation.ts';
import { type AdminScope, adminScopes, scopesOf } from './admin-scope.ts';

/** @throws GemelError `permission_missing` where the actor lacks one of the scopes */
export function checkHasScopes({ actor }: Pick<AdminContext, 'actor'>, scopes: readonly AdminScope[]): void {
  const own = scopesOfActor(actor);
  const lacking = scopes.find((scope) => !own.includes(scope));
  if (lacking !== undefined) throw new GemelError('permission_missing', { scope: lacking });
}

/** @throws GemelError `permission_missing` where the permissions would administer what the actor may not */
export function checkMayGive(context: Pick<AdminContext, 'actor'>, permissions: readonly string[]): void {
  checkHasScopes(context, scopesOf(permissions));
}

/** The same for what roles permit. */
export async function checkMayGiveRoles(context: AdminContext, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const roles = (await context.accounts.roles.list()).filter(({ name }) => names.includes(name));
  checkMayGive(
    context,
    roles.flatMap(({ permissions }) => permissions),
  );
}

/** The same for names of roles that nobody has defined: whoever defines one later may have it permit anything. */
export async function checkMayGiveAhead(context: AdminContext, names: readonly string[]): Promise<void> {
  const known = new Set(names.length === 0 ? [] : (await context.accounts.roles.list()).map(({ name }) => name));
  if (names.some((name) => !known.has(name))) checkHasScopes(context, adminScopes);
}

/** @throws GemelError `not_found` where there is no such account, `permission_missing` where it administers what the actor may not */
export async function checkMayActOn(context: AdminContext, subject: string): Promise<void> {
  const permissions = await context.accounts.permissionsOf(subject);
  if (permissions === undefined) throw new GemelError('not_found');
  checkMayGive(context, permissions);
}
