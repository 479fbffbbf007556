/** What the link of an invitation opens: a first password for an account that somebody else has made. */
import type { DoorRoutes } from '../door/way-in.ts';
import { addPasswordLinkRoutes } from '../reset-password/add-password-link-routes.tsx';

/** As the messages have it. */
const path = '/invitation';

export function addInvitationRoutes(routes: Pick<DoorRoutes, 'app' | 'services' | 'handle'>): void {
  const { accountInvitations } = routes.services.accounts;
  if (accountInvitations === undefined) return;
  const { look, accept } = accountInvitations;
  addPasswordLinkRoutes(routes, { path, texts: ({ mailed }) => mailed.invitation, notice: 'password-chosen', look, complete: accept });
}
