/** Every page, and how pages answer what goes wrong. */
import type { Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { errorTable, GemelError } from '@gemel/protocol';
import { checkRequestOrigin } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import type { HttpEnvironment, Services } from '../http/services.ts';
import { addAccountRoutes } from './account-routes.tsx';
import { addAssetRoutes } from './asset-routes.ts';
import { addDoorRoutes } from './door-routes.tsx';
import { LandingPage } from './landing-page.tsx';
import { MessagePage } from './message-page.tsx';
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
  app.get('/', async (context) => context.html(<LandingPage frame={frameFor(services, await readVisitor(context, services))} />));
  addDoorRoutes(app, services);
  addAccountRoutes(app, services);

  return (context, error) => {
    const { status } = errorTable[error.code];
    return context.html(<MessagePage frame={frameFor(services, undefined)} {...messageFor(error)} />, status);
  };
}

/** Whether anything but middleware would answer: where nothing would, a program's author is told that, not where the request came from. */
function hasRoute(context: PageContext): boolean {
  return matchedRoutes(context).some(({ method }) => method === context.req.method);
}

function messageFor(error: GemelError): {
  readonly title: string;
  readonly text: string;
  readonly link: { readonly href: string; readonly text: string };
} {
  const start = { href: '/', text: 'Go to the front page' };
  if (error.code === 'not_found') return { title: 'Nothing here', text: 'The page you asked for does not exist.', link: start };
  if (error.code === 'cross_site_refused') {
    return {
      title: 'Not from here',
      text: 'That form was sent by another site, so nothing was done. Try again from this page.',
      link: start,
    };
  }
  if (error.isRefusal) return { title: 'That did not work', text: errorTable[error.code].summary, link: start };
  const text = 'Something on our side does not answer right now. You have not been signed out; try again in a moment.';
  return { title: 'One moment, please', text, link: { href: '', text: 'Try again' } };
}
