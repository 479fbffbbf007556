/** One round of requests against one server: keep-alive connections, each waiting for its answer. */
import autocannon from 'autocannon';
import type { ServerHandle } from './start-server.ts';

export interface Load {
  readonly server: ServerHandle;
  /** One per request, in turn. */
  readonly headers: readonly Readonly<Record<string, string>>[];
  readonly connections: number;
  readonly requests: number;
}

export interface LoadResult {
  /** CPU time of the server's process per request. */
  readonly cpuUs: number;
  /** Wall time per request, all connections together. */
  readonly wallUs: number;
}

/** autocannon notices only at a tick that all answers are there. */
const tickMs = 10;

/** @throws Error where an answer was not 200: what does not work is not measured. */
export async function runLoad({ server, headers, connections, requests }: Load): Promise<LoadResult> {
  const before = await server.cpuUs();
  const started = performance.now();
  const result = await autocannon({
    url: `http://127.0.0.1:${server.port}/`,
    connections,
    amount: requests,
    sampleInt: tickMs,
    requests: headers.map((one) => ({ method: 'GET', path: '/', headers: { ...one } })),
  });
  const wallMs = performance.now() - started;
  const used = (await server.cpuUs()) - before;
  const answered = result['2xx'];
  if (answered === 0 || result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${answered} answers were right, ${result.non2xx} were not, ${result.errors} connections failed`);
  }
  return { cpuUs: used / answered, wallUs: (wallMs * 1000) / answered };
}
