/** Measures the runs of one framework in many short, interleaved rounds; CPU time is asked of the server's own process. */
import type { Measurement } from '../contender.ts';
import type { HttpEffort } from '../effort.ts';
import type { HttpRun } from './http-runs.ts';
import type { HttpSetup, ServerName } from './http-server.ts';
import { type LoadConnections, openConnections } from './load-connections.ts';
import { type ServerHandle, startServer } from './start-server.ts';

interface Prepared {
  readonly name: string;
  readonly server: ServerHandle;
  readonly load: LoadConnections;
  /** Requests per round: as many as take about `roundMs`, the same in each round. */
  readonly requests: number;
  readonly cpuUs: number[];
  readonly wallUs: number[];
}

/** Starts the servers that the runs name, measures, and stops them. */
export async function measureHttpRuns(runs: readonly HttpRun[], setup: HttpSetup, effort: HttpEffort): Promise<readonly Measurement[]> {
  const names = new Set(runs.flatMap(({ server, headersOf }) => [server, headersOf ?? server]));
  const servers = new Map<ServerName, ServerHandle>();
  try {
    for (const name of names) servers.set(name, await startServer(name, setup));
    const prepared: Prepared[] = [];
    for (const run of runs) prepared.push(await prepare(run, servers, effort));
    for (let round = 0; round < effort.rounds; round++) await measureRound(prepared, round);
    for (const { load } of prepared) load.close();
    return prepared.map(({ name, cpuUs, wallUs }) => ({ name, cpuUs, wallUs }));
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
}

async function prepare(run: HttpRun, servers: ReadonlyMap<ServerName, ServerHandle>, effort: HttpEffort): Promise<Prepared> {
  const server = servers.get(run.server);
  const source = servers.get(run.headersOf ?? run.server);
  if (server === undefined || source === undefined) throw new Error(`${run.name} has no server`);
  const values = run.credential === 'cookie' ? source.cookies : source.bearers;
  const headers = values.map((value) => [run.credential, value] as const);
  const load = await openConnections({ port: server.port, headers, connections: effort.connections });
  return { name: run.name, server, load, requests: await findCount(load, effort), cpuUs: [], wallUs: [] };
}

/** Doubles the count until the server has been asked for long enough to be warm, and takes its last pace. */
async function findCount(load: LoadConnections, { connections, roundMs, warmUpMs }: HttpEffort): Promise<number> {
  for (let count = connections; ; count *= 2) {
    const began = performance.now();
    await load.run(count);
    const tookMs = performance.now() - began;
    if (tookMs >= Math.max(roundMs, warmUpMs / 2)) return Math.max(connections, Math.round((count * roundMs) / tookMs));
  }
}

/** Every other round goes the other way, so that each run has each neighbour. */
async function measureRound(prepared: readonly Prepared[], round: number): Promise<void> {
  const order = round % 2 === 0 ? prepared : prepared.toReversed();
  for (let place = 0; place < order.length; place++) {
    const next = order[(place + round) % order.length];
    if (next !== undefined) await measureOnce(next);
  }
}

async function measureOnce({ server, load, requests, cpuUs, wallUs }: Prepared): Promise<void> {
  const before = await server.cpuUs();
  const began = performance.now();
  await load.run(requests);
  const wallMs = performance.now() - began;
  const used = (await server.cpuUs()) - before;
  cpuUs.push(used / requests);
  wallUs.push((wallMs * 1000) / requests);
}
