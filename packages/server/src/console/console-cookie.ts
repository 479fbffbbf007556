/** The console's own cookie, beside the public one's and never in its place: browsers give both to every port of a host. */
import {
  DUPLICATE_COOKIE,
  formatClearedCookie,
  formatSessionCookie,
  type Gemel,
  readSessionCookie,
  type RequestFacts,
  type StartedSession,
} from 'gemel';
import type { PageContext } from '../pages/page-context.ts';
import { consoleTimeouts } from './console-client.ts';

/** It keeps the prefix of the public cookie, and so its protection. */
function nameOf({ options }: Pick<Gemel, 'options'>): string {
  return `${options.cookie.name}-console`;
}

/** Returns the value; undefined where there is none, or several. */
export function readConsoleCookie(gemel: Pick<Gemel, 'options'>, request: Pick<RequestFacts, 'header'>): string | undefined {
  const value = readSessionCookie(request.header('cookie'), nameOf(gemel));
  return value === DUPLICATE_COOKIE ? undefined : value;
}

export function giveConsoleCookie(context: PageContext, gemel: Pick<Gemel, 'options'>, started: StartedSession): void {
  if (started.sessionToken === undefined) return;
  const cookie = formatSessionCookie({ name: nameOf(gemel) }, started.sessionToken, consoleTimeouts.overall);
  context.header('set-cookie', cookie, { append: true });
}

export function clearConsoleCookie(context: PageContext, gemel: Pick<Gemel, 'options'>): void {
  context.header('set-cookie', formatClearedCookie({ name: nameOf(gemel) }), { append: true });
}
