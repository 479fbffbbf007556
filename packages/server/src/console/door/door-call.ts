/** One request at the console's door, and how its pages are reached. */
import type { Context } from 'hono';
import type { HttpEnvironment } from '../../http/services.ts';
import { ownPath } from '../../http/own-path.ts';
import { createSecretCookie, type SecretCookie } from '../../pages/secret-cookie.ts';
import type { PageContext } from '../../pages/page-context.ts';
import type { Texts } from '../../texts/texts.ts';
import type { ConsoleServices } from '../console-context.ts';

export const doorPath = '/console/sign-in';
export const secondStepPath = '/console/sign-in/second-factor';

/** Half a sign-in, apart from the public pages' own. S07 */
export const consolePendingCookie: SecretCookie = createSecretCookie('console-pending');
/** The one-time link of the first administrator, between its opening and the second factor. */
export const invitationCookie: SecretCookie = createSecretCookie('console-invitation');

export interface ConsoleDoorCall {
  readonly context: PageContext;
  readonly services: ConsoleServices;
  readonly texts: Texts;
  /** Where the visitor wanted to go: a path of the console, or undefined. */
  readonly next: string | undefined;
}

/** Returns a path of the console that keeps where the visitor wants to go. */
export function consoleNext(context: Context<HttpEnvironment>): string | undefined {
  const next = ownPath(context.req.query('next'), new URL(context.req.url).origin);
  return next === '/console' || next?.startsWith('/console/') === true || next?.startsWith('/console?') === true ? next : undefined;
}
