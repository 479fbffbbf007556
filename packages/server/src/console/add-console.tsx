/** The console on the admin listener: its door, every route of the table behind it, and how it answers what goes wrong. */
import type { Hono } from 'hono';
import { errorTable, GemelError, problemFrom } from '@gemel/protocol';
import { checkRequestOrigin } from 'gemel';
import { checkOwnHost } from '../http/check-own-host.ts';
import { createPageRoutes } from '../http/page-routes.ts';
import type { HttpEnvironment } from '../http/services.ts';
import { consoleDoorPages } from '../openapi/pages/console-door-pages.ts';
import type { PageContext } from '../pages/page-context.ts';
import { textsFor } from '../pages/page-context.ts';
import { withNext } from '../pages/door/way-in.ts';
import type { ConsoleServices } from './console-context.ts';
import { consoleFrame } from './console-context.ts';
import type { ConsoleRoute } from './console-route.ts';
import { consoleRoutes } from './console-routes.ts';
import { scopesOf } from '../admin/admin-scope.ts';
import { recentProofAge } from '../admin/run-operation.ts';
import { addConsoleDoor } from './door/add-console-door.tsx';
import { addConsoleStepUp, consoleStepUpPath } from './door/add-console-step-up.tsx';
import { addFirstAdministrator } from './door/add-first-administrator.tsx';
import { doorPath } from './door/door-call.ts';
import { ConsoleMessage } from './frame/console-message.tsx';
import { requestFacts } from './request-facts.ts';
import { readConsoleVisitor } from './read-administrator.ts';

export type ExplainError = (context: PageContext, error: GemelError) => Response | Promise<Response>;

export function addConsole(app: Hono<HttpEnvironment>, services: ConsoleServices): ExplainError {
  app.use('/console/*', async (context, next) => {
    checkOwnHost(context.req.url);
    const { origin } = new URL(context.req.url);
    checkRequestOrigin({ method: context.req.method, header: (name) => context.req.header(name) }, [origin]);
    await next();
  });
  const door = addConsoleDoor(createPageRoutes(app, consoleDoorPages), services);
  addFirstAdministrator(door);
  addConsoleStepUp(door);
  for (const route of consoleRoutes) app.on(route.method, route.path, guard(services, route));

  return async (context, error) => {
    const { status } = errorTable[error.code];
    const retryAfter = problemFrom(error).headers['retry-after'];
    if (retryAfter !== undefined) context.header('retry-after', retryAfter);
    return context.html(<ConsoleMessage frame={consoleFrame(context, services)} code={error.code} />, status);
  };
}

function guard(
  services: ConsoleServices,
  { method, path, scope, wantsRecent, answer }: ConsoleRoute,
): (context: PageContext) => Promise<Response> {
  return async (context) => {
    const isPage = context.req.header('accept')?.includes('text/html') === true;
    const visitor = await readConsoleVisitor(services, requestFacts(context, !isPage));
    if (visitor === undefined) {
      if (isPage) return context.redirect(withNext(doorPath, pageOf(context)), 303);
      throw new GemelError('authentication_required');
    }
    const { principal } = visitor;
    context.set('sid', principal.sid);
    const scopes = scopesOf(principal.permissions);
    if (scope === undefined ? scopes.length === 0 : !scopes.includes(scope)) {
      const { subject, sid } = principal;
      const client = services.auth.clientFacts(context.env.incoming);
      const facts = { operation: `${method} ${path}`, scope: scope ?? 'admin' };
      services.accounts.audit.write({ kind: 'admin.refused', actor: `account:${subject}`, sid, client, ...facts });
      throw new GemelError('permission_missing', { sid, permission: `gemel:${facts.scope}` });
    }
    const now = services.gemel.engineTime();
    if (wantsRecent === true && now - principal.authentication.time > recentProofAge)
      return context.redirect(withNext(consoleStepUpPath, pageOf(context)), 303);
    return answer({ context, services, visitor, texts: textsFor(context), now });
  };
}

/** Where the visitor is led back to; a form's visitor to the page that it stood on, since nobody's click is repeated unasked. */
function pageOf({ req }: PageContext): string | undefined {
  const { origin, pathname, search } = new URL(req.url);
  if (req.method === 'GET') return pathname + search;
  const referrer = req.header('referer');
  if (referrer === undefined || !URL.canParse(referrer)) return undefined;
  const from = new URL(referrer);
  return from.origin === origin ? from.pathname + from.search : undefined;
}
