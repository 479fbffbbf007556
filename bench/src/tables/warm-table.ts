/** What it costs to check a token that this process has checked before. */
import { named, ratioBar, rowsOf, timeColumns } from '../compare.ts';
import type { Contender, Measurement } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { figureOf } from '../figure.ts';
import { type BenchKeys, createBenchKeys, signBenchToken } from '../material/bench-token.ts';
import { createGemelCheck } from '../material/gemel-verifier.ts';
import { createFastJwtCheck } from '../material/peer-verifiers.ts';
import { type HeaderCheck, overHeaders, presentHeaders } from '../material/presented-headers.ts';
import { createDigestMap, createTokenMap, type TokenMap } from '../material/token-map.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Row, Table } from '../table.ts';

const gemelName = 'Gemel: exp, revocation, lease';
const fastJwtName = 'fast-jwt, its cache';

interface Limits {
  /** Microseconds of CPU time. */
  readonly us: number;
  /** Of fast-jwt's CPU time, with its cache. */
  readonly ofFastJwt?: number;
}

const limits: ReadonlyMap<number, Limits> = new Map([
  [1000, { us: 0.7, ofFastJwt: 0.3 }],
  [50_000, { us: 2.3 }],
]);

export async function measureWarm(effort: Effort): Promise<Table> {
  const keys = createBenchKeys('ES256');
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const count of effort.tokenCounts) {
    const measurements = await measureRounds(await createContenders(keys, count), effort);
    const label = `${count.toLocaleString('en')} tokens`;
    rows.push(...rowsOf(label, measurements));
    bars.push(...barsOf(label, measurements, limits.get(count)));
  }
  return { id: 'warm', title: 'Verifying a token seen before', columns: timeColumns, rows, bars, notes };
}

function barsOf(label: string, measurements: readonly Measurement[], limit: Limits | undefined): readonly Bar[] {
  if (limit === undefined) return [];
  const gemel = named(measurements, gemelName);
  const bar = { text: `warm, ${label}, µs of CPU`, limit: limit.us, measured: figureOf(gemel.cpuUs).median };
  if (limit.ofFastJwt === undefined) return [bar];
  const pair = { of: gemel, to: named(measurements, fastJwtName) };
  return [bar, ratioBar(`warm, ${label}, beside fast-jwt with its cache`, limit.ofFastJwt, pair)];
}

async function createContenders(keys: BenchKeys, count: number): Promise<readonly Contender[]> {
  const tokens = Array.from({ length: count }, (_, index) => signBenchToken(keys, index));
  const headers = tokens.map((token) => `Bearer ${token}`);
  const presented = presentHeaders(headers);
  const warmed = (name: string, check: HeaderCheck): Contender => {
    headers.forEach(check);
    return { name, run: overHeaders(presented, check) };
  };
  return [
    warmed('floor: Map by signature part', createMapCheck(createTokenMap(tokens))),
    warmed('Map by SHA-256 of the token', createMapCheck(createDigestMap(tokens))),
    warmed(gemelName, await createGemelCheck(keys, count * 2)),
    warmed(fastJwtName, createFastJwtCheck(keys, count * 2)),
  ];
}

function createMapCheck(map: Pick<TokenMap, 'find'>): HeaderCheck {
  return (header) => {
    if (map.find(header) === undefined) throw new Error('floor: unknown token');
  };
}

const notes: readonly string[] = [
  'Each operation slices the token out of a header string, as a request does, so that no contender finds a hash computed beforehand; the order is shuffled.',
  "Every cache has room for all the tokens. Gemel checks `exp`, the session's floor, the key and the lease each time.",
];
