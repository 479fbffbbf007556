/** Finds the half sign-in that a browser holds, if it began at the console's door. */
import type { PendingSignIn } from '@gemel/accounts';
import { withNext } from '../../pages/door/way-in.ts';
import { CONSOLE_CLIENT } from '../console-client.ts';
import { type ConsoleDoorCall, consolePendingCookie, doorPath } from './door-call.ts';

export interface ConsoleHalfCall extends ConsoleDoorCall {
  /** For the accounts, and never to be drawn. */
  readonly pending: string;
  readonly half: PendingSignIn;
}

/** Undefined where there is none, or it was begun elsewhere: the public pages' half is not finished here. */
export async function openHalf(call: ConsoleDoorCall): Promise<ConsoleHalfCall | undefined> {
  const pending = consolePendingCookie.read(call.context, call.services);
  const half = pending === undefined ? undefined : await call.services.accounts.secondFactor.look(pending);
  return pending === undefined || half?.clientId !== CONSOLE_CLIENT ? undefined : { ...call, pending, half };
}

export function startAgain({ context, services, next }: ConsoleDoorCall): Response {
  consolePendingCookie.clear(context, services);
  return context.redirect(withNext(`${doorPath}?notice=second-step-over`, next), 303);
}
