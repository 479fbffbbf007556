/** What password hashing in the same process does to the verification of tokens: the thread pool is shared, the event loop is not. */
import { setTimeout } from 'node:timers/promises';
import { hash } from '@node-rs/argon2';
import { jwtVerify } from 'jose';
import type { Effort } from '../effort.ts';
import { quantileFigure } from '../figure.ts';
import { createBenchKeys, issuer, signBenchToken } from '../material/bench-token.ts';
import { createGemelCheck } from '../material/gemel-verifier.ts';
import { importForWeb } from '../material/web-peer-verifiers.ts';
import type { Bar, Column, Row, Table } from '../table.ts';

const inFlight = 16;
/** OWASP's parameters, and Gemel's. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const tokenCount = 256;
const gemelName = 'Gemel, cold';
const columns: readonly Column[] = [
  { id: 'p50', title: 'p50 ms' },
  { id: 'p99', title: 'p99 ms' },
];

type State = 'idle' | 'busy';
type VerifyOne = (header: string) => Promise<void> | void;

interface Lags {
  readonly name: string;
  readonly verify: VerifyOne;
  readonly idle: number[];
  readonly busy: number[];
}

export async function measureArgon(effort: Effort): Promise<Table> {
  const keys = createBenchKeys('ES256');
  const headers = Array.from({ length: tokenCount }, (_, index) => `Bearer ${signBenchToken(keys, index)}`);
  const key = await importForWeb(keys);
  const options = { algorithms: ['ES256'], issuer, audience: issuer, typ: 'at+jwt' };
  const contenders: readonly Lags[] = [
    { name: gemelName, verify: await createGemelCheck(keys, 0), idle: [], busy: [] },
    { name: 'jose', verify: async (header) => void (await jwtVerify(header.slice(7), key, options)), idle: [], busy: [] },
  ];
  for (const { verify } of contenders) await warmUp(verify, headers, effort.warmUpMs);
  for (let round = 0; round < effort.rounds / 5; round++) await measureRound(contenders, headers, effort.roundMs * 25);
  return {
    id: 'argon',
    title: 'Verifying a token while passwords are hashed',
    columns,
    rows: contenders.flatMap(rowsOf),
    bars: contenders.flatMap(barsOf),
    notes,
  };
}

async function warmUp(verify: VerifyOne, headers: readonly string[], durationMs: number): Promise<void> {
  const end = performance.now() + durationMs;
  for (let next = 0; performance.now() < end; next++) await verify(headers[next % headers.length] ?? '');
}

/** Idle and busy take turns. What waits for the pool gets fewer turns in a busy time, so it is given more of it. */
async function measureRound(contenders: readonly Lags[], headers: readonly string[], phaseMs: number): Promise<void> {
  for (const { verify, idle } of contenders) await collect(verify, headers, idle, phaseMs / 2);
  const stop = keepHashing();
  for (const { name, verify, busy } of contenders) await collect(verify, headers, busy, name === gemelName ? phaseMs : 2 * phaseMs);
  await stop();
}

async function collect(verify: VerifyOne, headers: readonly string[], into: number[], durationMs: number): Promise<void> {
  const end = performance.now() + durationMs;
  for (let next = into.length; performance.now() < end; next++) {
    await setTimeout(1);
    const began = performance.now();
    const pending = verify(headers[next % headers.length] ?? '');
    if (pending !== undefined) await pending;
    into.push(performance.now() - began);
  }
}

/** Keeps so many hashes in flight until it is told to stop, and then waits for the last. */
function keepHashing(): () => Promise<void> {
  let isOver = false;
  const work = async (): Promise<void> => {
    while (!isOver) await hash('three lamps over water', cost);
  };
  const workers = Array.from({ length: inFlight }, work);
  return async () => {
    isOver = true;
    await Promise.all(workers);
  };
}

function rowsOf({ name, idle, busy }: Lags): readonly Row[] {
  const rowOf = (group: string, values: readonly number[]): Row => {
    return { group, name, figures: { p50: quantileFigure(values, 0.5), p99: quantileFigure(values, 0.99) } };
  };
  return [rowOf(groupNames.idle, idle), rowOf(groupNames.busy, busy)];
}

const groupNames: Readonly<Record<State, string>> = { idle: 'idle', busy: `${inFlight} argon2id hashes in flight` };

function barsOf({ name, idle, busy }: Lags): readonly Bar[] {
  if (name !== gemelName) return [];
  const measured = quantileFigure(busy, 0.99).median / quantileFigure(idle, 0.99).median;
  return [{ text: `p99 of a cold verification beside ${inFlight} argon2id hashes, times its idle p99`, limit: 2, measured }];
}

const notes: readonly string[] = [
  'One verification at a time, from the call to the answer, a millisecond between them; ES256, every token verified anew. Idle and busy times take turns. Single quantiles.',
  `argon2id with m = 19 MiB, t = 2, p = 1 by @node-rs/argon2, ${inFlight} in flight in the same process, whose thread pool has the usual four threads.`,
];
