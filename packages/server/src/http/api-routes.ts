/** The JSON API: the endpoints of accounts and of the engine, at the paths that every part of Gemel knows. */
import { endpointPaths } from '@gemel/protocol';
import type { Hono } from 'hono';
import type { Endpoints } from 'gemel/endpoints';
import type { HttpEnvironment } from './services.ts';
import { untilStopping } from './until-stopping.ts';

const longPolls: ReadonlySet<string> = new Set([endpointPaths.feed, endpointPaths.session]);

/** @param stopping lets go of long polls, so that nobody holds up the end of the process. */
export function addApiRoutes(app: Hono<HttpEnvironment>, endpoints: readonly Endpoints[], stopping: AbortSignal): void {
  app.use(async (context, next) => {
    const owner = endpoints.find((one) => one.owns(context.req.path));
    if (owner === undefined) return next();
    const { remoteAddress } = context.env.incoming.socket;
    const isLongPoll = longPolls.has(context.req.path);
    const response = isLongPoll
      ? await untilStopping(context.req.raw, stopping, (request) => owner.handle(request, { remoteAddress }))
      : await owner.handle(context.req.raw, { remoteAddress });
    return response ?? next();
  });
}
