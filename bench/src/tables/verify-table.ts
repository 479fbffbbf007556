/** What it costs to check a token that was never seen before. */
import type { Contender } from '../contender.ts';
import { named, ratioBar, rowsOf, timeColumns } from '../compare.ts';
import type { Effort } from '../effort.ts';
import { type BenchAlgorithm, type BenchKeys, createBenchKeys, signBenchToken } from '../material/bench-token.ts';
import { createGemelCheck } from '../material/gemel-verifier.ts';
import { createStraightCheck, createTunedCheck } from '../material/floor-verifiers.ts';
import { createFastJwtCheck, createJsonwebtokenCheck, createRawContender } from '../material/peer-verifiers.ts';
import { createHonoContenders, createJoseContender } from '../material/web-peer-verifiers.ts';
import { overHeaders } from '../material/presented-headers.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Bar, Row, Table } from '../table.ts';

const gemelName = 'Gemel, cold';
const tokenCount = 256;

interface Case {
  readonly label: string;
  readonly algorithm: BenchAlgorithm;
  readonly rsaBits?: number;
  /** Of the raw signature check's CPU time. */
  readonly limit: number;
}

const cases: readonly Case[] = [
  { label: 'ES256', algorithm: 'ES256', limit: 1.08 },
  { label: 'EdDSA', algorithm: 'EdDSA', limit: 1.06 },
  { label: 'RS256, 2048 bits', algorithm: 'RS256', rsaBits: 2048, limit: 1.18 },
  { label: 'RS256, 3072 bits', algorithm: 'RS256', rsaBits: 3072, limit: 1.18 },
  { label: 'HS256', algorithm: 'HS256', limit: 1.7 },
];

export async function measureVerify(effort: Effort): Promise<Table> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const { label, limit, algorithm, rsaBits } of cases) {
    const measurements = await measureRounds(await createContenders(createBenchKeys(algorithm, rsaBits)), effort);
    rows.push(...rowsOf(label, measurements));
    const pair = { of: named(measurements, gemelName), to: named(measurements, measurements[0]?.name ?? '') };
    bars.push(ratioBar(`${label} cold, beside the raw signature check`, limit, pair));
  }
  return { id: 'verify', title: 'Verifying a token for the first time', columns: timeColumns, rows, bars, notes };
}

async function createContenders(keys: BenchKeys): Promise<readonly Contender[]> {
  const headers = Array.from({ length: tokenCount }, (_, index) => `Bearer ${signBenchToken(keys, index)}`);
  return [
    createRawContender(keys, headers),
    { name: 'straight-line floor', run: overHeaders(headers, createStraightCheck(keys)) },
    { name: 'tuned floor', run: overHeaders(headers, createTunedCheck(keys)) },
    { name: gemelName, run: overHeaders(headers, await createGemelCheck(keys, 0)) },
    { name: 'fast-jwt, no cache', run: overHeaders(headers, createFastJwtCheck(keys, false)) },
    ...(keys.algorithm === 'EdDSA' ? [] : createJsonwebtokenContenders(keys, headers)),
    await createJoseContender(keys, headers),
    ...(await createHonoContenders(keys, headers)),
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
  'Floors: the signature (raw, over bytes prepared beforehand); the same with parsing and claims, line after line; that with everything known beforehand taken out, for these tokens alone.',
  "jose and hono/jwt verify asynchronously: part of their CPU time is the thread pool's, and they are awaited one by one.",
  'Gemel signs RS256 with 3072 bits; a verifier takes 2048 where that is allowed by name.',
];
