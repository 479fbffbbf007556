/** Whether a visitor has proven who it is recently enough to see and end its sessions, where that is asked for. ASVS 7.5.2 */
import { checkRequirement } from 'gemel';
import type { AccountCall } from '../account/account-panel.ts';

type Call = Pick<AccountCall, 'services' | 'visitor' | 'now'>;

export function isRecentForSessions({ services: { sessionsMaxAuthAge }, visitor, now }: Call): boolean {
  return sessionsMaxAuthAge === undefined || now - visitor.principal.authentication.time <= sessionsMaxAuthAge;
}

/** @throws GemelError `authentication_too_old`, which leads a browser to the step-up and back */
export function checkRecentForSessions({ services: { sessionsMaxAuthAge }, visitor, now }: Call): void {
  if (sessionsMaxAuthAge !== undefined) checkRequirement(visitor.principal, { maxAuthAge: sessionsMaxAuthAge }, now);
}
