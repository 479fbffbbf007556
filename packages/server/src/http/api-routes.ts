/** The JSON API: the endpoints of accounts and of the engine, at the paths that every part of Gemel knows. */
import { endpointPaths } from '@gemel/protocol';
import type { Hono } from 'hono';
import type { Endpoints } from 'gemel/endpoints';
import type { HttpEnvironment } from './services.ts';

/** @param stopping lets go of long polls, so that nobody holds up the end of the process. */
export function addApiRoutes(app: Hono<HttpEnvironment>, endpoints: readonly Endpoints[], stopping: AbortSignal): void {
  app.use(async (context, next) => {
    const owner = endpoints.find((one) => one.owns(context.req.path));
    if (owner === undefined) return next();
    const { remoteAddress } = context.env.incoming.socket;
    const isLongPoll = context.req.path === endpointPaths.feed;
    const response = isLongPoll
      ? await untilStopping(context.req.raw, stopping, (request) => owner.handle(request, { remoteAddress }))
      : await owner.handle(context.req.raw, { remoteAddress });
    return response ?? next();
  });
}

/** Hands on the request with a signal that fires when its client goes away or the process stops. */
async function untilStopping<T>(request: Request, stopping: AbortSignal, act: (request: Request) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const sources = [stopping, request.signal];
  for (const source of sources) {
    if (source.aborted) abort();
    source.addEventListener('abort', abort, { once: true });
  }
  try {
    return await act(new Request(request.url, { method: request.method, headers: request.headers, signal: controller.signal }));
  } finally {
    for (const source of sources) source.removeEventListener('abort', abort);
  }
}
