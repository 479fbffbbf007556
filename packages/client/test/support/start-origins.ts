/** An issuer of two nodes with a page of its own, an API on another site, and a network between the browser and both. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createVerifier } from '@gemel/verifier';
import { createNodeHttpGuard } from '@gemel/verifier/node-http';
import { createGemel, type Gemel, type GemelOptions } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { createMemoryStore } from 'gemel/stores/memory';
import { bundleOf, repositoryRoot } from '../../../verifier/test/bundle/bundle.ts';
import { createCuttingProxy, type CuttingProxy } from './cutting-proxy.ts';

export interface Origins {
  /** Where the pages are, and the issuer; through the network. */
  readonly url: string;
  /** The API on another site. */
  readonly api: string;
  readonly network: CuttingProxy;
  readonly gemel: Gemel;
  /** A node that the browser does not speak with. */
  readonly otherNode: Gemel;
  /** Puts a file beside the page. */
  serve(path: string, type: string, text: string): void;
  /** Requests that arrived since the last call, as `GET /auth/session`, the API's as `api`; those that wait are not counted. */
  arrived(): readonly string[];
  /** Counts, from now on, how many questions about the session are under way at once. */
  countQuestions(): void;
  /** How many of them were under way at the same time, at most, since `countQuestions`. */
  mostQuestionsAtOnce(): number;
  /** How many requests wait for the end of a session. */
  waiting(): number;
  /** Answers with this status, and this code, instead, where it is not undefined. */
  answerWith(status: (path: string) => number | undefined, code?: string): void;
  stop(): Promise<void>;
}

/** The page keeps what the client says in `states`, and starts it with the options in its query. */
const page = `<!doctype html><title>client</title><script type="module">
import { createClient } from '/client.js';
window.states = [];
window.faults = [];
const options = JSON.parse(decodeURIComponent(location.search.slice(1)));
window.client = createClient({ ...options, onFault: (fault) => window.faults.push(String(fault)) });
const note = (state) => window.states.push({ status: state.status, reason: state.reason, sid: state.principal?.sid, atMs: Date.now() });
window.client.subscribe(note);
window.worker = options.worker ? await navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready) : undefined;
</script>`;

/** Passes everything on. */
const worker = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`;

export async function startOrigins(options: Partial<GemelOptions> = {}): Promise<Origins> {
  const source = path.join(repositoryRoot, 'packages/client/src/index.ts');
  const { chunks } = await bundleOf(`export { createClient } from '${source}';`);
  const files: Map<string, readonly [type: string, text: string]> = new Map([
    ['/', ['text/html', page]],
    ['/client.js', ['text/javascript', chunks[0]?.code ?? '']],
    ['/worker.js', ['text/javascript', worker]],
  ]);
  let arrived: string[] = [];
  let waiting = 0;
  let [questions, most] = [0, 0];
  let statusOf: (path: string) => number | undefined = () => undefined;
  let refusalCode = 'invalid_token';

  const issuerServer = createServer((req, res) => listen.to(req, res));
  const listen: { to: RequestListener } = { to: () => undefined };
  const network = await createCuttingProxy(await portOf(issuerServer));
  const url = `http://localhost:${network.port}`;
  const store = createMemoryStore();
  const common = { issuer: url, secret: 'a secret for tests only, 32 and more', store, ...options };
  const [gemel, otherNode] = [await createGemel(common), await createGemel(common)];
  const auth = createNodeHttpAuth(gemel);
  const endpoints = auth.endpoints();
  const me = auth.require({}, (req, res) => json(res, 200, { subject: req.principal.subject }));
  listen.to = (req, res) => {
    const { pathname, search } = new URL(req.url ?? '', url);
    const file = files.get(pathname);
    if (file !== undefined) return void res.writeHead(200, { 'content-type': file[0] }).end(file[1]);
    if (search.includes('wait')) {
      waiting++;
      res.once('close', () => waiting--);
    } else arrived.push(`${req.method} ${pathname}`);
    if (/^\/(auth\/session|oauth\/token)$/.test(pathname) && !search.includes('wait')) {
      most = Math.max(most, ++questions);
      res.once('close', () => questions--);
    }
    answer(req, res, pathname);
  };
  const answer = (req: IncomingMessage, res: ServerResponse, pathname: string): void => {
    const status = statusOf(pathname);
    if (status !== undefined) return json(res, status, { code: refusalCode });
    if (pathname === '/me') return void me(req, res);
    if (!endpoints(req, res)) json(res, 404, {});
  };

  const verifier = createVerifier({ issuer: url, audience: url, onFault: () => undefined });
  const guard = createNodeHttpGuard(verifier, { onFault: () => undefined });
  const orders = guard({}, (req, res: ServerResponse) => json(res, 200, { for: req.principal.subject }));
  const apiServer = createServer((req, res) => {
    res.setHeader('access-control-allow-origin', url);
    res.setHeader('access-control-allow-headers', 'authorization, content-type');
    if (req.method === 'OPTIONS') return res.writeHead(204).end();
    arrived.push('api');
    const status = statusOf('api');
    return status === undefined ? orders(req, res) : json(res, status, {});
  });
  const api = `http://127.0.0.1:${await portOf(apiServer)}`;

  return {
    url,
    api,
    network,
    gemel,
    otherNode,
    serve: (path, type, text) => void files.set(path, [type, text]),
    arrived() {
      const before = arrived;
      arrived = [];
      return before;
    },
    countQuestions: () => {
      most = questions;
    },
    mostQuestionsAtOnce: () => most,
    waiting: () => waiting,
    answerWith: (next, code = 'invalid_token') => {
      statusOf = next;
      refusalCode = code;
    },
    async stop() {
      await network.stop();
      for (const server of [issuerServer, apiServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await verifier.close();
      await Promise.all([gemel.close(), otherNode.close()]);
      await store.close();
    },
  };
}

async function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port; // a TCP server's address is one
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
