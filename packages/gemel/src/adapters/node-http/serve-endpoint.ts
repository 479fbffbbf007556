/** Answers a request of node:http that is for one of the endpoints. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoints } from '../../endpoints/index.ts';
import { callEndpoint, ownsTarget } from './call-endpoint.ts';

/** Returns whether the request is for one of the endpoints, and if so answers it. */
export function serveEndpoint(endpoints: Endpoints, origin: string, req: IncomingMessage, res: ServerResponse): boolean {
  const target = targetOf(req);
  if (!ownsTarget(endpoints, target)) return false;
  void answer(endpoints, origin + target, req, res);
  return true;
}

/** Frameworks that mount keep the whole target in `originalUrl`. */
function targetOf(req: IncomingMessage): string {
  const original: unknown = Reflect.get(req, 'originalUrl');
  return typeof original === 'string' ? original : (req.url ?? '');
}

/** Writes the answer; what middleware has set before stays, unless the answer says otherwise. */
async function answer(endpoints: Endpoints, url: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    const { status, headers, body, mustClose } = await callEndpoint(endpoints, url, { req, res });
    if (res.destroyed || res.headersSent) return;
    res.statusCode = status;
    if (mustClose) res.setHeader('connection', 'close');
    for (const [name, value] of headers) {
      if (name === 'vary' || name === 'set-cookie') res.appendHeader(name, value);
      else res.setHeader(name, value);
    }
    res.end(body);
  } catch {
    res.destroy(); // the answer could not be written; there is nobody to tell
  }
}
