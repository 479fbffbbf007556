/** Takes the port before anything else is done, so that a second start touches nothing. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { GemelError, problemFrom } from '@gemel/protocol';

export interface Listening {
  readonly server: Server;
  /** The port that was bound. */
  readonly port: number;
  /** From now on requests go there; before, they are answered 503. */
  serve(listener: RequestListener): void;
}

/** Rejects with what the system says where the address cannot be had. */
export async function listen(port: number, host: string | undefined): Promise<Listening> {
  let current: RequestListener = (_request, response) => {
    const { status, headers, body } = problemFrom(new GemelError('store_unavailable'));
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
  // A request without Host is refused all the same, later, and with words.
  const server = createServer({ requireHostHeader: false }, (request, response) => current(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    server,
    port: typeof address === 'object' && address !== null ? address.port : port,
    serve: (listener) => {
      current = listener;
    },
  };
}
