/** How long after an acknowledged revocation the last of twenty nodes refuses, beside the transport of the same engine. */
import crypto from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { createGemel, type Gemel, type RequestFacts } from 'gemel';
import type { Effort } from '../effort.ts';
import { quantileFigure } from '../figure.ts';
import { issuer } from '../material/bench-token.ts';
import { createHearing, type FanOutEngine, measureFromAcknowledgement, type RawTransport } from '../material/fan-out-engine.ts';
import { openPostgresFanOut } from '../material/postgres-fan-out-engine.ts';
import { cookieHeader } from '../material/presented-headers.ts';
import { openRedisFanOut } from '../material/redis-fan-out-engine.ts';
import type { Bar, Column, Row, Table } from '../table.ts';

const readers = 20;
const gemelName = `Gemel: revokeSession → refused by all ${readers} nodes`;
const columns: readonly Column[] = [
  { id: 'p50', title: 'p50 ms' },
  { id: 'p99', title: 'p99 ms' },
  { id: 'max', title: 'max ms' },
];
/** Between two messages, so that each is alone. */
const pauseMs = 15;

export async function measureLag(effort: Effort): Promise<Table> {
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const open of [openRedisFanOut, openPostgresFanOut]) {
    const engine = await open(readers);
    if (engine === undefined) continue;
    try {
      const measured = await measureEngine(engine, effort.revocations);
      for (const [name, lags] of measured)
        rows.push({
          group: engine.name,
          name,
          figures: { p50: quantileFigure(lags, 0.5), p99: quantileFigure(lags, 0.99), max: quantileFigure(lags, 1) },
        });
      bars.push(...barsOf(engine, measured));
    } finally {
      await engine.close();
    }
  }
  return { id: 'lag', title: 'From an acknowledged revocation to the last node that refuses', columns, rows, bars, notes };
}

/** Takes them in turn, so that what disturbs the machine disturbs all of them alike. */
async function measureEngine(engine: FanOutEngine, revocations: number): Promise<ReadonlyMap<string, readonly number[]>> {
  const fleet = await startFleet(engine);
  const transports: readonly RawTransport[] = [...engine.raw, { name: gemelName, send: () => fleet.revokeOne() }];
  const lags = new Map(transports.map(({ name }) => [name, [] as number[]]));
  try {
    for (let round = -5; round < revocations; round++) {
      for (const { name, send } of transports) {
        const ms = await send();
        if (round >= 0) lags.get(name)?.push(ms);
        await setTimeout(pauseMs);
      }
    }
  } finally {
    await fleet.close();
  }
  return lags;
}

interface Fleet {
  revokeOne(): Promise<number>;
  close(): Promise<void>;
}

async function startFleet(engine: FanOutEngine): Promise<Fleet> {
  const secret = crypto.randomBytes(32).toString('base64url');
  const nodes: Gemel[] = [];
  for (let index = 0; index <= readers; index++) {
    nodes.push(await createGemel({ issuer, secret, store: await engine.openStore(), freshness: { maxStaleness: 30 } }));
  }
  const [writer, ...followers] = nodes;
  if (writer === undefined) throw new Error('a fleet has a node that writes');
  return {
    async revokeOne() {
      const { session, sessionToken = '' } = await writer.startSession({ subject: 'user' });
      const facts = factsOf(cookieHeader(writer.options.cookie.name, sessionToken));
      const hearing = createHearing();
      for (const node of followers) {
        const result = await node.authenticate(facts);
        if (result.status !== 'authenticated') throw new Error('a node refused a session that stands');
        result.principal.ended.addEventListener('abort', () => void refuses(node, facts).then(hearing.heard));
      }
      await setTimeout(pauseMs);
      return measureFromAcknowledgement(hearing, followers.length, () => writer.revokeSession(session.sid));
    },
    async close() {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** Resolves when the node refuses. Maintenance, which looks into the store, may have told of the end a moment before the feed did. */
async function refuses(node: Gemel, facts: RequestFacts): Promise<void> {
  while ((await node.authenticate(facts)).status !== 'refused') await setImmediate();
}

function factsOf(cookie: string): { readonly method: string; header(name: string): string | undefined } {
  return { method: 'GET', header: (name) => (name === 'cookie' ? cookie : undefined) };
}

function barsOf(engine: FanOutEngine, measured: ReadonlyMap<string, readonly number[]>): readonly Bar[] {
  const gemel = measured.get(gemelName) ?? [];
  return engine.raw.map(({ name }) => {
    const raw = quantileFigure(measured.get(name) ?? [], 0.99).median;
    const text = `${engine.name}: p99, beside ${name}`;
    return { text, limit: 2, measured: raw > 0 ? quantileFigure(gemel, 0.99).median / raw : null };
  });
}

const notes: readonly string[] = [
  `One process: the node that revokes, ${readers} nodes each with its own connections and view, and as many raw readers; the engine shares the machine. Messages go one at a time, raw and Gemel in turn.`,
  'Raw: from the sending until the last reader has it. Gemel: from the acknowledgement of `revokeSession` (0 where all had heard before it) until the last node, asked again, refuses. Single quantiles.',
  'All twenty nodes share one thread, so each waits for the others: what one node does with a page counts twenty times.',
];
