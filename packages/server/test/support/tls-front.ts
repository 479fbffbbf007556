/** HTTPS in front of a server, and neighbours who share its domain or its host, so that a browser treats cookies as it does in the world. */
import { request as forward } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { makeCertificate } from './make-certificate.ts';

export interface TlsFront {
  /** The server, as the browser knows it. */
  readonly login: string;
  /** A sibling below the same registrable domain; whoever visits it gets what is planted. */
  readonly sibling: string;
  /** Another port of the server's host; it plants as well. */
  readonly neighbour: string;
  /** What a browser has to be told to find them. */
  readonly browserArguments: readonly string[];
  /** `Set-Cookie` lines that sibling and neighbour send, byte by byte (Latin-1). */
  planted: readonly string[];
  /** The last `Cookie` header that each of them received, byte by byte. */
  readonly received: { login: string; sibling: string; neighbour: string };
  stop(): Promise<void>;
}

/** @param address where the server answers on this machine, looked up at each request. */
export async function startTlsFront(address: () => string): Promise<TlsFront> {
  const received = { login: '', sibling: '', neighbour: '' };
  const server = createServer(makeCertificate('DNS:*.gemel.test'), (request, response) => {
    const host = request.headers.host ?? '';
    const who = host === 'login.gemel.test' ? 'login' : host === 'login.gemel.test:8443' ? 'neighbour' : 'sibling';
    // What a page loads beside itself comes with fewer cookies, at its own time.
    if (request.headers['sec-fetch-mode'] === 'navigate') received[who] = request.headers.cookie ?? '';
    if (who === 'login') passOn(request, response, address());
    else response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': [...front.planted] }).end('planted');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: TlsFront = {
    login: 'https://login.gemel.test',
    sibling: 'https://blog.gemel.test',
    neighbour: 'https://login.gemel.test:8443',
    browserArguments: [`--host-resolver-rules=MAP *.gemel.test 127.0.0.1:${portOf(server)}`],
    planted: [],
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return front;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function passOn(request: IncomingMessage, response: ServerResponse, address: string): void {
  const { method, url, headers } = request;
  const onward = forward(address, { method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.once('error', () => response.destroy());
  request.pipe(onward);
}
