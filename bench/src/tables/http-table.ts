/** What authentication adds to a request over HTTP, in CPU time of the server's process. */
import type { Measurement } from '../contender.ts';
import { named } from '../compare.ts';
import type { Effort, HttpEffort } from '../effort.ts';
import { figureOf, pairedDifference, pairedRatio } from '../figure.ts';
import { type ServerName, serverNames } from '../http/http-server.ts';
import { type LoadConnections, openConnections } from '../http/load-connections.ts';
import { type ServerHandle, startServer } from '../http/start-server.ts';
import { openRedis } from '@gemel/testbed';
import type { Bar, Row, Table } from '../table.ts';

/** One contender: a server, asked with one kind of credential; `bare` is the same request to the framework alone. */
interface Run {
  readonly name: string;
  readonly server: ServerName;
  readonly credential: 'cookie' | 'authorization';
  /** Whose headers are sent; the server's own where absent. */
  readonly headersOf?: ServerName;
  readonly bare?: string;
}

const runs: readonly Run[] = [
  { name: 'node:http bare, asked with a cookie', server: 'node-bare', credential: 'cookie', headersOf: 'node-gemel' },
  { name: 'node:http bare, asked with a token', server: 'node-bare', credential: 'authorization', headersOf: 'node-gemel' },
  { name: 'node:http + Map of sessions (floor)', server: 'node-map', credential: 'cookie', bare: 'node:http bare, asked with a cookie' },
  {
    name: 'node:http + Map of tokens (floor)',
    server: 'node-map',
    credential: 'authorization',
    bare: 'node:http bare, asked with a token',
  },
  { name: 'node:http + Gemel, cookie', server: 'node-gemel', credential: 'cookie', bare: 'node:http bare, asked with a cookie' },
  { name: 'node:http + Gemel, bearer', server: 'node-gemel', credential: 'authorization', bare: 'node:http bare, asked with a token' },
  { name: 'Express bare, asked with a cookie', server: 'express-bare', credential: 'cookie', headersOf: 'express-gemel' },
  { name: 'Express bare, asked with a token', server: 'express-bare', credential: 'authorization', headersOf: 'express-gemel' },
  { name: 'Express + Map of sessions (floor)', server: 'express-map', credential: 'cookie', bare: 'Express bare, asked with a cookie' },
  { name: 'Express + Gemel, cookie', server: 'express-gemel', credential: 'cookie', bare: 'Express bare, asked with a cookie' },
  { name: 'Express + Gemel, bearer', server: 'express-gemel', credential: 'authorization', bare: 'Express bare, asked with a token' },
  {
    name: 'Express + express-session + connect-redis',
    server: 'express-session',
    credential: 'cookie',
    bare: 'Express bare, asked with a cookie',
  },
  { name: 'Express + jose', server: 'express-jose', credential: 'authorization', bare: 'Express bare, asked with a token' },
];

const credentialCount = 200;

export async function measureHttp(effort: Effort): Promise<Table> {
  const redis = await openRedis();
  const servers = new Map<ServerName, ServerHandle>();
  try {
    const setup = { sessionCount: Math.min(credentialCount, effort.sessionCount), redisUrl: redis?.url };
    for (const name of serverNames) {
      if (name !== 'express-session' || redis !== undefined) servers.set(name, await startServer(name, setup));
    }
    const present = runs.filter((run) => servers.has(run.server));
    const measurements = await measureRuns(present, servers, effort.http);
    return { id: 'http', title: 'Over HTTP', columns, rows: rowsOf(present, measurements), bars: barsOf(present, measurements), notes };
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    await redis?.stop();
  }
}

interface Prepared {
  readonly run: Run;
  readonly server: ServerHandle;
  readonly load: LoadConnections;
  readonly cpuUs: number[];
  readonly wallUs: number[];
}

async function measureRuns(
  present: readonly Run[],
  servers: ReadonlyMap<ServerName, ServerHandle>,
  effort: HttpEffort,
): Promise<readonly Measurement[]> {
  const prepared = await Promise.all(present.map((run) => prepare(run, servers, effort)));
  for (let round = 0; round < effort.warmUpRounds + effort.rounds; round++) {
    for (let place = 0; place < prepared.length; place++) {
      const next = prepared[(place + round) % prepared.length];
      if (next !== undefined) await measureOnce(next, effort.requestsPerRound, round >= effort.warmUpRounds);
    }
  }
  for (const { load } of prepared) load.close();
  return prepared.map(({ run, cpuUs, wallUs }) => ({ name: run.name, cpuUs, wallUs }));
}

async function prepare(run: Run, servers: ReadonlyMap<ServerName, ServerHandle>, { connections }: HttpEffort): Promise<Prepared> {
  const server = servers.get(run.server);
  const source = servers.get(run.headersOf ?? run.server);
  if (server === undefined || source === undefined) throw new Error(`${run.name} has no server`);
  const values = run.credential === 'cookie' ? source.cookies : source.bearers;
  const headers = values.map((value) => [run.credential, value] as const);
  return { run, server, load: await openConnections({ port: server.port, headers, connections }), cpuUs: [], wallUs: [] };
}

async function measureOnce({ server, load, cpuUs, wallUs }: Prepared, requests: number, isMeasured: boolean): Promise<void> {
  const before = await server.cpuUs();
  const began = performance.now();
  await load.run(requests);
  const wallMs = performance.now() - began;
  const used = (await server.cpuUs()) - before;
  if (!isMeasured) return;
  cpuUs.push(used / requests);
  wallUs.push((wallMs * 1000) / requests);
}

const columns = [
  { id: 'addedUs', title: 'added CPU µs' },
  { id: 'cpuUs', title: 'CPU µs' },
  { id: 'throughput', title: 'throughput of bare' },
];

function rowsOf(present: readonly Run[], measurements: readonly Measurement[]): readonly Row[] {
  return present.map((run) => {
    const measured = named(measurements, run.name);
    const bare = run.bare === undefined ? undefined : named(measurements, run.bare);
    const group = run.server.startsWith('node') ? 'node:http' : 'Express 5';
    if (bare === undefined) return { group, name: run.name, figures: { cpuUs: figureOf(measured.cpuUs) } };
    const addedUs = pairedDifference(measured.cpuUs, bare.cpuUs);
    return {
      group,
      name: run.name,
      figures: { addedUs, cpuUs: figureOf(measured.cpuUs), throughput: pairedRatio(bare.wallUs, measured.wallUs) },
    };
  });
}

function barsOf(present: readonly Run[], measurements: readonly Measurement[]): readonly Bar[] {
  const added = (name: string): number | undefined => {
    const run = present.find((one) => one.name === name);
    return run?.bare === undefined
      ? undefined
      : pairedDifference(named(measurements, name).cpuUs, named(measurements, run.bare).cpuUs).median;
  };
  const bars: Bar[] = [];
  const hold = (text: string, limit: number, pair: readonly [string, string]): void => {
    const [of, to] = pair.map(added);
    if (of !== undefined && to !== undefined) bars.push({ text, limit, measured: to > 0 ? of / to : null });
  };
  hold('node:http, cookie: added, beside the Map floor', 2, ['node:http + Gemel, cookie', 'node:http + Map of sessions (floor)']);
  hold('node:http, bearer: added, beside the Map floor', 2, ['node:http + Gemel, bearer', 'node:http + Map of tokens (floor)']);
  hold('Express, cookie: added, beside express-session + connect-redis', 0.1, [
    'Express + Gemel, cookie',
    'Express + express-session + connect-redis',
  ]);
  hold('Express, bearer: added, beside express-session + connect-redis', 0.1, [
    'Express + Gemel, bearer',
    'Express + express-session + connect-redis',
  ]);
  return bars;
}

const notes: readonly string[] = [
  "Keep-alive connections, each with one request under way, 200 sessions in turn. Only the CPU time of the server's own process counts: neither the load nor Redis.",
  '"Added" is the difference to the same framework that answers the same request, headers included, without looking at them; it is taken within each round.',
];
