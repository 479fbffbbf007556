/** What authentication adds to a request over HTTP, in CPU time of the server's process. */
import { openRedis } from '@gemel/testbed';
import { named } from '../compare.ts';
import type { Measurement } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { figureOf, pairedDifference, pairedRatio } from '../figure.ts';
import { type HttpGroup, httpGroups, needsRedis } from '../http/http-runs.ts';
import { measureHttpRuns } from '../http/measure-runs.ts';
import type { Bar, Row, Table } from '../table.ts';
import { httpBarsOf } from './http-bars.ts';

const credentialCount = 200;
const columns = [
  { id: 'addedUs', title: 'added CPU µs' },
  { id: 'cpuUs', title: 'CPU µs' },
  { id: 'throughput', title: 'throughput of bare, by CPU' },
  { id: 'wallThroughput', title: 'by wall' },
];

export async function measureHttp(effort: Effort): Promise<Table> {
  const redis = await openRedis();
  const rows: Row[] = [];
  const bars: Bar[] = [];
  try {
    const setup = { sessionCount: Math.min(credentialCount, effort.sessionCount), redisUrl: redis?.url };
    for (const { framework, runs } of httpGroups) {
      const present = runs.filter(({ server }) => redis !== undefined || !needsRedis.has(server));
      const measurements = await measureHttpRuns(present, setup, effort.http);
      rows.push(...rowsOf({ framework, runs: present }, measurements));
      bars.push(...httpBarsOf(framework, measurements));
    }
  } finally {
    await redis?.stop();
  }
  return { id: 'http', title: 'Over HTTP', columns, rows, bars, notes };
}

function rowsOf({ framework, runs }: HttpGroup, measurements: readonly Measurement[]): readonly Row[] {
  return runs.map(({ name, bare }) => {
    const measured = named(measurements, name);
    const cpuUs = figureOf(measured.cpuUs);
    if (bare === undefined) return { group: framework, name, figures: { cpuUs } };
    const base = named(measurements, bare);
    const addedUs = pairedDifference(measured.cpuUs, base.cpuUs);
    const throughput = pairedRatio(base.cpuUs, measured.cpuUs);
    const wallThroughput = pairedRatio(base.wallUs, measured.wallUs);
    return { group: framework, name, figures: { addedUs, cpuUs, throughput, wallThroughput } };
  });
}

const notes: readonly string[] = [
  "Keep-alive connections, each with one request under way, 200 sessions in turn (50 with better-auth). Only the CPU time of the server's own process counts, all its threads: neither the load nor Redis.",
  '"Added" is the difference to the same framework that answers the same kind of request, headers included, without looking at them. It is taken within each round, and so are the ratios. Throughput by CPU is what a saturated core would do; by wall, what the load on the other core saw.',
  'Every contender answers with the subject of the credential. The peers are set up as their documentation has it; better-auth keeps its sessions in SQLite, in its signed cookie, or in Redis.',
];
