/** The test application on `Request` and `Response`, behind the thinnest server that can speak them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFetchAuth } from '../../src/adapters/fetch/index.ts';
import { GemelError } from '../../src/index.ts';
import { problemAnswer } from '../../src/endpoints/index.ts';
import { guardedRoutes, PAGE_ROUTE } from './guarded-routes.ts';
import { ISSUER, type Serve } from './host.ts';
import { listen } from './listen.ts';

export const serveFetch: Serve = async (gemel, options) => {
  const auth = createFetchAuth(gemel, options);
  const pages = createFetchAuth(gemel, { onRefused: () => new Response(null, { status: 303, headers: { location: '/sign-in' } }) });
  const endpoints = auth.endpoints();
  const guarded = new Map(
    Object.entries(guardedRoutes).map(([path, requirement]) => [
      path,
      auth.require(requirement, (_request, principal) => Response.json(principal)),
    ]),
  );
  guarded.set(
    PAGE_ROUTE,
    pages.require({}, (_request, principal) => Response.json(principal)),
  );

  const route = async (request: Request, remoteAddress: string | undefined): Promise<Response> => {
    const answer = await endpoints(request, { remoteAddress });
    if (answer !== undefined) return answer;
    const { pathname } = new URL(request.url);
    const guard = guarded.get(pathname);
    if (guard !== undefined) return guard(request);
    const headers = new Headers();
    const client = auth.clientFacts(request, remoteAddress);
    switch (pathname) {
      case '/whoami': {
        const result = await auth.authenticate(request);
        return Response.json({ ...result, error: result.status === 'refused' ? result.error.code : undefined });
      }
      case '/sign-in':
        return Response.json(await auth.startSession(request, headers, { subject: 'ada', client }), { headers });
      case '/sign-in-by-token':
        return Response.json(
          await auth.startSession(request, headers, { subject: 'ada', mode: 'token', client, jkt: await auth.proofKeyOf(request) }),
          { headers },
        );
      case '/sign-out-here':
        await auth.endSession(request, headers);
        return Response.json({}, { headers });
      case '/step-up': {
        const result = await auth.authenticate(request);
        if (result.status !== 'authenticated') throw new GemelError('authentication_required');
        auth.setCookie(headers, await gemel.stepUp(result.principal.sid, { amr: ['otp'] }));
        return Response.json({}, { headers });
      }
      default:
        return new Response(null, { status: 418 });
    }
  };

  const bridge = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const headers = new Headers();
    for (let index = 0; index < req.rawHeaders.length; index += 2)
      headers.append(req.rawHeaders[index] ?? '', req.rawHeaders[index + 1] ?? '');
    const hasBody = req.method !== 'GET' && req.method !== 'HEAD';
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    const body = hasBody ? { body: bodyOf(req), duplex: 'half' as const } : {};
    const request = new Request(`${ISSUER}${req.url}`, { method: req.method ?? '', headers, signal: gone.signal, ...body });
    const response = await route(request, req.socket.remoteAddress).catch((error: unknown) => {
      if (error instanceof GemelError) return problemAnswer(error);
      throw error;
    });
    res.statusCode = response.status;
    if (!req.complete) res.setHeader('connection', 'close');
    for (const [name, value] of response.headers) res.appendHeader(name, value);
    res.end(Buffer.from(await response.arrayBuffer()));
  };
  return listen(createServer((req, res) => void bridge(req, res)));
};

/** Streams the body; cancelling stops reading, and leaves the connection for the answer. */
function bodyOf(req: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      req.on('data', (part: Uint8Array) => controller.enqueue(part));
      req.on('end', () => controller.close());
    },
    cancel() {
      req.removeAllListeners('data').removeAllListeners('end').pause();
    },
  });
}
