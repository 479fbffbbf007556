/** Takes the port before anything else is done, so that a second start touches nothing. */
import { createServer, type RequestListener, type Server } from 'node:http';

export interface Listening {
  readonly server: Server;
  /** The port that was bound. */
  readonly port: number;
  /** From now on requests go there, and those that came before first of all. */
  serve(listener: RequestListener): void;
}

/** Rejects with what the system says where the address cannot be had. */
export async function listen(port: number, host: string | undefined): Promise<Listening> {
  // Whoever comes while the node starts waits for it: a load balancer that saw a refusal would pass it on, and try nobody else.
  const early: Parameters<RequestListener>[] = [];
  let current: RequestListener = (...request) => void early.push(request);
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
      for (const request of early.splice(0)) listener(...request);
    },
  };
}
