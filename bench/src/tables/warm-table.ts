/** What it costs to check a token that this process has checked before. */
import { named, ratioBar, rowsOf, timeColumns } from '../compare.ts';
import type { Contender } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { figureOf } from '../figure.ts';
import { type BenchKeys, createBenchKeys, signBenchToken } from '../material/bench-token.ts';
import { createGemelCheck } from '../material/gemel-verifier.ts';
import { createFastJwtCheck } from '../material/peer-verifiers.ts';
import { type HeaderCheck, overHeaders, presentHeaders } from '../material/presented-headers.ts';
import { createTokenMap } from '../material/token-map.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Row, Table } from '../table.ts';

const gemelName = 'Gemel: exp, revocation, lease';
const fastJwtName = 'fast-jwt, its cache';
const absoluteLimits: ReadonlyMap<number, number> = new Map([
  [1000, 0.7],
  [50_000, 2.3],
]);

export async function measureWarm(effort: Effort): Promise<Table> {
  const keys = createBenchKeys('ES256');
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const count of effort.tokenCounts) {
    const measurements = await measureRounds(await createContenders(keys, count), effort);
    const gemel = named(measurements, gemelName);
    const label = `${count.toLocaleString('en')} tokens`;
    rows.push(...rowsOf(label, measurements));
    bars.push(ratioBar(`warm, ${label}, beside fast-jwt with its cache`, 0.5, { of: gemel, to: named(measurements, fastJwtName) }));
    const limit = absoluteLimits.get(count);
    if (limit !== undefined) bars.push({ text: `warm, ${label}, µs of CPU`, limit, measured: figureOf(gemel.cpuUs).median });
  }
  return { id: 'warm', title: 'Verifying a token seen before', columns: timeColumns, rows, bars, notes };
}

async function createContenders(keys: BenchKeys, count: number): Promise<readonly Contender[]> {
  const headers = Array.from({ length: count }, (_, index) => `Bearer ${signBenchToken(keys, index)}`);
  const presented = presentHeaders(headers);
  const warmed = (name: string, check: HeaderCheck): Contender => {
    headers.forEach(check);
    return { name, run: overHeaders(presented, check) };
  };
  return [
    warmed('floor: Map by signature part', createMapCheck(headers)),
    warmed(gemelName, await createGemelCheck(keys, count * 2)),
    warmed(fastJwtName, createFastJwtCheck(keys, count * 2)),
  ];
}

function createMapCheck(headers: readonly string[]): HeaderCheck {
  const map = createTokenMap(headers.map((header) => header.slice('Bearer '.length)));
  return (header) => {
    if (map.find(header) === undefined) throw new Error('floor: unknown token');
  };
}

const notes: readonly string[] = [
  'Each operation slices the token out of a header string, as a request does, so that no contender finds a hash computed beforehand; the order is shuffled.',
  "Every cache has room for all the tokens. Gemel checks `exp`, the session's floor, the key and the lease each time.",
];
