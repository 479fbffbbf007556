/** Measures throughput and latency of all schemes at one setting after the other. */
import type { Credential } from '../../fleet/credential.ts';
import { nowMs } from '../../fleet/recorder.ts';
import type { Fleet, FleetPlan } from '../../fleet/start-fleet.ts';
import { type LoadResult, openLoad } from '../../load/open-load.ts';
import type { Scheme } from '../../schemes/scheme.ts';
import { type ByScheme, fewAtOnce } from '../each-scheme.ts';
import type { NumberCell, Trial } from '../experiment.ts';
import { measured, quantile } from '../numbers.ts';

const people = 20;
const slices = 4;

export interface Point {
  readonly x: number;
  /** Requests a second, in slices of the time. */
  readonly rate: NumberCell;
  readonly latency: NumberCell;
  readonly p99: number;
}

export interface Runner {
  readonly scheme: Scheme;
  readonly fleet: Fleet;
  readonly credentials: readonly Credential[];
}

/** Every scheme's fleet at once, so that each point is measured of all of them before the next one. */
export async function startAll(trial: Trial, nodes: number, further: Partial<FleetPlan>): Promise<readonly Runner[]> {
  const runners = await fewAtOnce(trial.schemes, async (scheme): Promise<Runner> => {
    const fleet = await trial.startFleet(scheme, { nodes, maxStaleness: 5, ...further });
    return { scheme, fleet, credentials: await signInAll(fleet) };
  });
  for (const { fleet, credentials } of runners) {
    await measureSlice(fleet, credentials, { nodes, ms: trial.value('measure') / 2 }); // until the compilers have seen enough
  }
  return runners;
}

async function signInAll(fleet: Fleet): Promise<readonly Credential[]> {
  const credentials: Credential[] = [];
  for (let index = 0; index < people; index++) credentials.push(await fleet.node(0).signIn({ subject: `person-${index}` }));
  return credentials;
}

export interface PointPlan {
  readonly x: number;
  readonly nodes: number;
  readonly ms: number;
}

export interface MeasuredPoint {
  readonly point: Point;
  /** Commands to the store per request. */
  readonly commands: number;
  /** Microseconds of the store's processor per request, by slice; none where it is a file. */
  readonly storeCpu: readonly number[];
}

/** Slice by slice, everybody in turn: what else this machine does meanwhile then hits all alike. */
export async function measurePoints(runners: readonly Runner[], plan: PointPlan): Promise<ByScheme<MeasuredPoint>> {
  const sliced = new Map(runners.map(({ scheme }) => [scheme.id, [] as Slice[]]));
  for (let slice = 0; slice < slices; slice++) {
    for (const { scheme, fleet, credentials } of runners) {
      sliced.get(scheme.id)?.push(await measureSlice(fleet, credentials, { nodes: plan.nodes, ms: plan.ms / slices }));
    }
  }
  return new Map([...sliced].map(([id, parts]) => [id, joinSlices(plan.x, parts)]));
}

interface Slice extends LoadResult {
  readonly commands: number;
  /** Milliseconds of the store's processor; null where it is a file. */
  readonly storeCpuMs: number | null;
}

async function measureSlice(fleet: Fleet, credentials: readonly Credential[], plan: Omit<PointPlan, 'x'>): Promise<Slice> {
  const ports = fleet.nodes.slice(0, plan.nodes).map(({ port }) => port);
  const load = await openLoad({ ports, credentials, connections: 8 * plan.nodes });
  const [cpuBefore, commandsBefore] = [await fleet.store.cpuMs(), await fleet.commands()];
  const result = await load.run({ ms: plan.ms });
  const [cpuAfter, commandsAfter] = [await fleet.store.cpuMs(), await fleet.commands()];
  load.close();
  if (result.refused > 0) throw new Error(`${fleet.scheme.title} refused ${result.refused} requests of people who are signed in`);
  return {
    ...result,
    commands: commandsAfter - commandsBefore,
    storeCpuMs: cpuAfter === null || cpuBefore === null ? null : cpuAfter - cpuBefore,
  };
}

function joinSlices(x: number, parts: readonly Slice[]): MeasuredPoint {
  const latencies = parts.flatMap(({ latenciesMs }) => latenciesMs).toSorted((one, other) => one - other);
  const rate = measured(parts.map(({ requests, seconds }) => requests / seconds));
  return {
    point: { x, rate, latency: measured(latencies), p99: quantile(latencies, 0.99) },
    commands: parts.reduce((sum, { commands }) => sum + commands, 0) / Math.max(1, latencies.length),
    storeCpu: parts.flatMap(({ storeCpuMs, requests }) => (storeCpuMs === null || requests === 0 ? [] : [(storeCpuMs * 1000) / requests])),
  };
}

/** All at once, over all nodes; three times. */
export async function measurePeak(fleet: Fleet, count: number): Promise<NumberCell> {
  const rates: number[] = [];
  for (let round = 0; round < 3; round++) {
    const began = nowMs();
    await Promise.all(
      Array.from({ length: count }, (_, index) => fleet.node(index % fleet.nodes.length).signIn({ subject: `peak-${round}-${index}` })),
    );
    rates.push(count / ((nowMs() - began) / 1000));
  }
  return measured(rates);
}
