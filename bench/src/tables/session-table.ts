/** What it costs to check a session that this process knows. */
import type { RequestFacts } from 'gemel';
import { createClient } from 'redis';
import { named, ratioBar, rowsOf, timeColumns } from '../compare.ts';
import type { Contender } from '../contender.ts';
import type { Effort } from '../effort.ts';
import { figureOf } from '../figure.ts';
import { createGemelSessions, type GemelSessions } from '../material/gemel-sessions.ts';
import { overHeaders, presentHeaders } from '../material/presented-headers.ts';
import { openRedis } from '@gemel/testbed';
import { createSessionMap } from '../material/session-map.ts';
import { measureRounds } from '../measure-rounds.ts';
import type { Table } from '../table.ts';
import { measureSessionReads } from './session-read-groups.ts';

const floorName = 'floor: crypto.hash + Map';
const cookieName = 'Gemel authenticate, cookie';
const bearerName = 'Gemel authenticate, bearer';
const inFlight = 50;

export async function measureSession(effort: Effort): Promise<Table> {
  const sessions = await createGemelSessions(effort.sessionCount);
  const redis = await openRedis();
  const peer = redis === undefined ? undefined : await createRedisContender(redis.url, effort.sessionCount);
  try {
    const contenders = [
      floor(effort.sessionCount),
      ...(await createGemelContenders(sessions)),
      ...(peer === undefined ? [] : [peer.contender]),
    ];
    const measurements = await measureRounds(contenders, effort);
    const cookie = named(measurements, cookieName);
    const bars = [
      ratioBar('session check by cookie, beside crypto.hash + Map look-up', 3, { of: cookie, to: named(measurements, floorName) }),
      { text: 'session check by cookie, µs of CPU', limit: 2, measured: figureOf(cookie.cpuUs).median },
    ];
    const reads = await measureSessionReads(effort);
    const group = `${effort.sessionCount.toLocaleString('en')} sessions`;
    const rows = [...rowsOf(group, measurements), ...reads.rows];
    return { id: 'session', title: 'Checking a session', columns: timeColumns, rows, bars: [...bars, ...reads.bars], notes };
  } finally {
    await peer?.close();
    await redis?.stop();
    await sessions.gemel.close();
  }
}

function floor(count: number): Contender {
  const map = createSessionMap(count);
  const check = (cookie: string): void => {
    if (map.find(cookie) === undefined) throw new Error('floor: unknown session');
  };
  return { name: floorName, run: overHeaders(presentHeaders(map.cookies), check) };
}

async function createGemelContenders({ gemel, cookies, bearers }: GemelSessions): Promise<readonly Contender[]> {
  const create = async (name: string, header: 'cookie' | 'authorization', values: readonly string[]): Promise<Contender> => {
    let current = '';
    const facts: RequestFacts = { method: 'GET', header: (wanted) => (wanted === header ? current : undefined) };
    for (const value of values) {
      current = value;
      await gemel.authenticate(facts);
    }
    const check = (value: string): void => {
      current = value;
      const result = gemel.authenticate(facts);
      if (result instanceof Promise || result.status !== 'authenticated') throw new Error(`${name}: not authenticated at once`);
    };
    return { name, run: overHeaders(presentHeaders(values), check) };
  };
  return [await create(cookieName, 'cookie', cookies), await create(bearerName, 'authorization', bearers)];
}

/** What express-session asks of its store at each request. */
async function createRedisContender(url: string, count: number): Promise<{ contender: Contender; close(): Promise<void> }> {
  const client = createClient({ url });
  await client.connect();
  const keys = Array.from({ length: count }, (_, index) => `gemel-bench:session:${index}`);
  const record = JSON.stringify({
    cookie: { originalMaxAge: 3_600_000, httpOnly: true, path: '/' },
    subject: 'user',
    roles: ['member'],
    permissions: ['orders:read'],
  });
  for (const key of keys) await client.set(key, record, { expiration: { type: 'EX', value: 3600 } });
  const askOnce = async (key: string): Promise<void> => {
    const found = JSON.parse((await client.get(key)) ?? '{}') as { subject?: string }; // written above
    if (found.subject !== 'user') throw new Error('redis: unknown session');
    await client.expire(key, 3600);
  };
  const run = async (operations: number): Promise<void> => {
    for (let done = 0; done < operations; done += inFlight) {
      const asked = Math.min(inFlight, operations - done);
      await Promise.all(Array.from({ length: asked }, (_, index) => askOnce(keys[(done + index) % keys.length] ?? '')));
    }
  };
  const close = async (): Promise<void> => {
    await client.del(keys);
    await client.close();
  };
  return { contender: { name: 'Redis GET + EXPIRE', run }, close };
}

const notes: readonly string[] = [
  'From the header to the principal, everything in memory. Gemel also compares the secret in constant time and checks the deadlines, the floor and the lease, and notes the activity.',
  `Redis: the redis client with ${inFlight} requests in flight, the record parsed; CPU time of this process alone, the server's own comes on top.`,
  "Not in memory: a node that keeps no records. The first row is what the others are divided by; a read by hand is one statement or command by primary key, without the engine's time.",
];
