/** What signing in with a password costs beside the hash alone, and what a flood of it does to everybody else. */
import os from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { hash, verify } from '@node-rs/argon2';
import { named } from '../compare.ts';
import type { Measurement } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { figureOf, pairedRatio, quantileFigure } from '../figure.ts';
import { openConnections } from '../http/load-connections.ts';
import { type ServerHandle, startServer } from '../http/start-server.ts';
import { contenderInFlight } from '../material/contender-in-flight.ts';
import { createSignInAccounts, password } from '../material/sign-in-accounts.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Column, Row, Table } from '../table.ts';

const people = 50;
const manyInFlight = 16;
/** OWASP's parameters, and Gemel's. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const bareName = 'argon2id alone, one in flight for each core';
const crowdName = `argon2id alone, ${manyInFlight} in flight`;
const signInName = `Gemel sign-in with a password, ${manyInFlight} in flight`;
const columns: readonly Column[] = [
  { id: 'rate', title: 'rate, argon2id = 1' },
  { id: 'perSecond', title: 'per second' },
  { id: 'cpuMs', title: 'CPU ms' },
  { id: 'p50', title: 'p50 ms' },
  { id: 'p99', title: 'p99 ms' },
];

export async function measurePassword(effort: Effort): Promise<Table> {
  const signIns = await measureSignIns(effort);
  const bare = named(signIns, bareName);
  const flood = await measureFlood(effort);
  const rate: Bar = {
    text: 'sign-ins with a password per second, of what argon2id alone has',
    limit: 0.95,
    isLeast: true,
    measured: pairedRatio(bare.wallUs, named(signIns, signInName).wallUs).median,
  };
  return {
    id: 'password',
    title: 'Signing in with a password',
    columns,
    rows: [...rowsOf(signIns, bare), ...flood.rows],
    bars: [rate, flood.bar],
    notes,
  };
}

async function measureSignIns(effort: Effort): Promise<readonly Measurement[]> {
  const { gemel, signIn } = await createSignInAccounts(people);
  const stored = await hash(password, cost);
  const verifyOne = async (): Promise<void> => {
    if (!(await verify(stored, password))) throw new Error('argon2: refused');
  };
  try {
    return await measureRounds(
      [
        contenderInFlight(bareName, os.availableParallelism(), verifyOne),
        contenderInFlight(crowdName, manyInFlight, verifyOne),
        contenderInFlight(signInName, manyInFlight, signIn),
      ],
      { ...effort, rounds: Math.ceil(effort.rounds / 6), roundMs: effort.roundMs * 30 },
    );
  } finally {
    await gemel.close();
  }
}

function rowsOf(measurements: readonly Measurement[], bare: Measurement): readonly Row[] {
  return measurements.map(({ name, wallUs, cpuUs }) => ({
    group: 'sign-ins',
    name,
    figures: {
      rate: pairedRatio(bare.wallUs, wallUs),
      perSecond: figureOf(wallUs.map((us) => 1e6 / us)),
      cpuMs: figureOf(cpuUs.map((us) => us / 1000)),
    },
  }));
}

async function measureFlood(effort: Effort): Promise<{ readonly rows: readonly Row[]; readonly bar: Bar }> {
  const [ours, least] = [await openRoute('flooded'), await openRoute('hashing-bare')];
  try {
    for (const route of [ours, least]) await route.collect([], effort.warmUpMs);
    for (let round = 0; round < effort.rounds / 6; round++) {
      for (const { server, collect, idle, busy } of [ours, least]) {
        await collect(idle, effort.roundMs * 20);
        server.tell('flood');
        await collect(busy, effort.roundMs * 40);
        server.tell('calm');
        await setTimeout(effort.roundMs * 25); // until those who wait have had their turn
      }
    }
  } finally {
    for (const route of [ours, least]) await route.close();
  }
  const rowOf = (name: string, values: readonly number[]): Row => {
    return { group: 'another route meanwhile', name, figures: { p50: quantileFigure(values, 0.5), p99: quantileFigure(values, 0.99) } };
  };
  const rows = [
    rowOf('GET by cookie, idle', ours.idle),
    rowOf('GET by cookie, flooded with sign-ins', ours.busy),
    rowOf('GET of a bare server, idle', least.idle),
    rowOf('GET of a bare server beside argon2id alone on every core', least.busy),
  ];
  const measured = quantileFigure(ours.busy, 0.99).median / quantileFigure(ours.idle, 0.99).median;
  return { rows, bar: { text: 'p99 of another route while sign-ins flood in, times its idle p99', limit: 2, measured } };
}

interface Route {
  readonly server: ServerHandle;
  /** Milliseconds that each GET took. */
  readonly idle: number[];
  readonly busy: number[];
  /** One GET at a time, for so long. */
  collect(into: number[], durationMs: number): Promise<void>;
  close(): Promise<void>;
}

async function openRoute(name: 'flooded' | 'hashing-bare'): Promise<Route> {
  const server = await startServer(name, { sessionCount: 1, redisUrl: undefined });
  const headers = server.cookies.map((cookie) => ['cookie', cookie] as const);
  const load = await openConnections({ port: server.port, headers, connections: 1 });
  return {
    server,
    idle: [],
    busy: [],
    collect: async (into, durationMs) => {
      const end = performance.now() + durationMs;
      while (performance.now() < end) {
        await setTimeout(1);
        const began = performance.now();
        await load.run(1);
        into.push(performance.now() - began);
      }
    },
    close: async () => {
      load.close();
      await server.stop();
    },
  };
}

const notes: readonly string[] = [
  'argon2id with m = 19 MiB, t = 2, p = 1 by @node-rs/argon2; accounts, records and the log in memory; a sign-in issues a cookie, an access token and a refresh token.',
  'Flooded: 256 sign-ins at once in the process that serves the route, of which one for each core is computed, 32 for each core wait, and the rest are refused and come again after 100 ms. One GET at a time, a millisecond between them; the client, the server and the hashes share the cores. Beside a bare server one argon2id after the other on each core, by threads of the same niceness: the least that it can be. Single quantiles.',
];
