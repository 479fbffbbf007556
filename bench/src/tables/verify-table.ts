/** What it costs to check a token that was never seen before. */
import type { Contender } from '../contender.ts';
import { named, ratioBar, rowsOf, timeColumns } from '../compare.ts';
import type { Effort } from '../effort.ts';
import { type BenchAlgorithm, type BenchKeys, createBenchKeys, signBenchToken } from '../material/bench-token.ts';
import { createGemelCheck } from '../material/gemel-verifier.ts';
import { createFastJwtCheck, createJoseContender, createJsonwebtokenCheck, createRawContender } from '../material/peer-verifiers.ts';
import { overHeaders } from '../material/presented-headers.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Row, Table } from '../table.ts';

const gemelName = 'Gemel, cold';
const tokenCount = 256;
const limits: Readonly<Record<BenchAlgorithm, number>> = { ES256: 1.1, EdDSA: 1.06, RS256: 1.18, HS256: 1.7 };

export async function measureVerify(effort: Effort): Promise<Table> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const algorithm of ['ES256', 'EdDSA', 'RS256', 'HS256'] as const) {
    const measurements = await measureRounds(await createContenders(algorithm), effort);
    rows.push(...rowsOf(algorithm, measurements));
    const pair = { of: named(measurements, gemelName), to: named(measurements, measurements[0]?.name ?? '') };
    bars.push(ratioBar(`${algorithm} cold, beside the raw signature check`, limits[algorithm], pair));
  }
  return { id: 'verify', title: 'Verifying a token for the first time', columns: timeColumns, rows, bars, notes };
}

async function createContenders(algorithm: BenchAlgorithm): Promise<readonly Contender[]> {
  const keys = createBenchKeys(algorithm);
  const headers = Array.from({ length: tokenCount }, (_, index) => `Bearer ${signBenchToken(keys, index)}`);
  return [
    createRawContender(keys, headers),
    { name: gemelName, run: overHeaders(headers, await createGemelCheck(keys, 0)) },
    { name: 'fast-jwt, no cache', run: overHeaders(headers, createFastJwtCheck(keys, false)) },
    ...(algorithm === 'EdDSA' ? [] : createJsonwebtokenContenders(keys, headers)),
    await createJoseContender(keys, headers),
  ];
}

/** It has no EdDSA. */
function createJsonwebtokenContenders(keys: BenchKeys, headers: readonly string[]): readonly Contender[] {
  const textForm = keys.algorithm === 'HS256' ? 'secret as Buffer' : 'PEM';
  return [
    { name: 'jsonwebtoken, KeyObject', run: overHeaders(headers, createJsonwebtokenCheck(keys, 'KeyObject')) },
    { name: `jsonwebtoken, ${textForm}`, run: overHeaders(headers, createJsonwebtokenCheck(keys, 'text')) },
  ];
}

const notes: readonly string[] = [
  'Each operation takes the token out of an `Authorization` header and checks signature, issuer, audience and times; Gemel also `typ`, its claims, revocation (1,000 entries in the view) and the lease.',
  "jose verifies asynchronously: part of its CPU time is the thread pool's, and it is awaited one by one.",
];
