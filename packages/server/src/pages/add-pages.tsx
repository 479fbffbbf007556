/** Every page, and how pages answer what goes wrong. */
import type { Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { errorTable, GemelError, problemFrom } from '@gemel/protocol';
import { checkRequestOrigin } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createPageRoutes } from '../http/page-routes.ts';
import type { HttpEnvironment, Services } from '../http/services.ts';
import { accountPages } from '../openapi/pages/account-pages.ts';
import { doorPages } from '../openapi/pages/door-pages.ts';
import type { Texts } from '../texts/texts.ts';
import { addAccountRoutes } from './account/add-account-routes.tsx';
import { addAssetRoutes } from './asset-routes.ts';
import { addDoorRoutes } from './door/add-door-routes.tsx';
import { LandingPage } from './landing-page.tsx';
import { MessagePage, type MessageProps } from './message-page.tsx';
import { addImpersonationRoutes } from './impersonation/add-impersonation-routes.tsx';
import { addStepUpRoutes } from './step-up/add-step-up-routes.tsx';
import { stepUpFor } from './step-up/step-up-path.ts';
import { frameFor, type PageContext, type PageServices, readVisitor } from './page-context.ts';

/** Returns what answers an error, or a path that is not there, with a page. */
export function addPages(
  app: Hono<HttpEnvironment>,
  given: Services,
): (context: PageContext, error: GemelError) => Response | Promise<Response> {
  const services: PageServices = { ...given, auth: createNodeHttpAuth(given.gemel), assets: addAssetRoutes(app) };

  app.use(async (context, next) => {
    // A form that signs in carries no cookie yet, and is a page's own act all the same (F16): the rule holds for every form.
    try {
      checkRequestOrigin({ method: context.req.method, header: (name) => context.req.header(name) }, [services.url]);
    } catch (error) {
      throw hasRoute(context) ? error : new GemelError('not_found');
    }
    await next();
  });
  const pages = createPageRoutes(app, [...doorPages, ...accountPages]);
  pages.get('/', async (context) => {
    const visitor = await readVisitor(context, services);
    return context.html(<LandingPage frame={frameFor(context, services, { visitor })} />);
  });
  addDoorRoutes(pages, services);
  addStepUpRoutes(pages, services);
  addImpersonationRoutes(pages, services);
  addAccountRoutes(pages, services);

  return (context, error) => {
    const stepUp = stepUpFor(context, error);
    if (stepUp !== undefined) return context.redirect(stepUp, 303);
    const { status } = errorTable[error.code];
    const retryAfter = problemFrom(error).headers['retry-after'];
    if (retryAfter !== undefined) context.header('retry-after', retryAfter);
    const frame = frameFor(context, services);
    return context.html(<MessagePage frame={frame} {...messageFor(error, frame.texts)} />, status);
  };
}

/** Whether anything but middleware would answer: where nothing would, a program's author is told that, not where the request came from. */
function hasRoute(context: PageContext): boolean {
  return matchedRoutes(context).some(({ method }) => method === context.req.method);
}

function messageFor(error: GemelError, { messages }: Texts): Omit<MessageProps, 'frame'> {
  const start = { href: '/', text: messages.toStart };
  if (error.code === 'not_found') return { ...messages.notFound, link: start };
  if (error.code === 'cross_site_refused') return { ...messages.crossSite, link: start };
  if (error.isRefusal) return { ...messages.refused(error.code), link: start };
  return { ...messages.fault, link: { href: '', text: messages.again } };
}
