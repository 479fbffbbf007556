/** The end of a sign-in at the console: whoever may administer is let in; for anybody else nothing is left behind. */
import { GemelError } from '@gemel/protocol';
import type { SignInResult } from '@gemel/accounts';
import { withNext } from '../../pages/door/way-in.ts';
import { ADMINISTRATOR_ROLE, scopesOf } from '../../admin/admin-scope.ts';
import { CONSOLE_CLIENT } from '../console-client.ts';
import { giveConsoleCookie } from '../console-cookie.ts';
import { readConsolePrincipal } from '../read-administrator.ts';
import { requestFacts } from '../request-facts.ts';
import { type ConsoleDoorCall, consolePendingCookie, invitationCookie, secondStepPath } from './door-call.ts';

/** Answers 303. @throws GemelError `permission_missing` */
export async function enter({ context, services, next }: ConsoleDoorCall, result: SignInResult): Promise<Response> {
  if (result.status === 'second_factor_needed') {
    consolePendingCookie.give(context, services, result.pending, result.expiresIn);
    return context.redirect(withNext(secondStepPath, next), 303);
  }
  const { gemel, accounts } = services;
  const { sid, subject, clientId, permissions } = result.principal;
  const invitation = invitationCookie.read(context, services);
  const isInvited = invitation !== undefined && (await accounts.invitations.redeem(invitation, subject)) !== undefined;
  if (clientId !== CONSOLE_CLIENT || !(isInvited || scopesOf(permissions).length > 0)) {
    await gemel.revokeSession(sid, { reason: 'signed_out' });
    throw new GemelError('permission_missing', { sid, role: ADMINISTRATOR_ROLE });
  }
  const former = await readConsolePrincipal(gemel, requestFacts(context, true));
  if (former !== undefined && former.sid !== sid) await gemel.revokeSession(former.sid, { reason: 'signed_out' });
  giveConsoleCookie(context, gemel, result);
  consolePendingCookie.clear(context, services);
  invitationCookie.clear(context, services);
  return context.redirect(next ?? '/console', 303);
}
