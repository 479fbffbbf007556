/** Whose session asks for a sensitive change, and from where. */
import type { Asking } from '@gemel/accounts';
import type { AccountCall } from './account-panel.ts';

/** From the session's principal, never from what was sent (S23). */
export function askingOf({ context, services, visitor }: AccountCall): Asking {
  const { subject, sid } = visitor.principal;
  return { subject, sid, client: services.auth.clientFacts(context.env.incoming) };
}
