/** `GET /admin/fleet`: the nodes, and how far this one can be trusted. */
import type { NodeStanding } from 'gemel';
import { z } from 'zod';
import type { AdminOperation, NoInput } from '../admin-operation.ts';
import { nodeFacts, type NodeFacts } from './node-facts.ts';

export interface ShownNode {
  readonly id: string;
  readonly name: string | null;
  readonly maxStaleness: number;
  readonly acceptsStale: boolean;
  readonly isThisOne: boolean;
  readonly standing: NodeStanding;
  readonly lag: number | null;
  readonly leaseLeft: number | null;
  readonly saidAgo: number | null;
}

export interface ShownFleet {
  readonly version: string;
  readonly maxStaleness: number;
  readonly store: 'ok' | 'failing';
  readonly readers: number;
  readonly nodes: readonly ShownNode[];
  readonly feed: {
    readonly isFresh: boolean;
    readonly leaseLeft: number;
    readonly lag: number;
    readonly entries: number;
    readonly epoch: string | null;
    readonly partitions: { readonly total: number; readonly fresh: number };
  };
}

const seconds = z.number().min(0);
const count = z.int().min(0);

const fleetSchema: z.ZodType<ShownFleet> = z.object({
  version: z.string().describe('Of the node that answers.'),
  maxStaleness: seconds.describe('Seconds: no node accepts later than this after an acknowledged revocation.'),
  store: z.enum(['ok', 'failing']),
  readers: count.describe('Readers that follow the feed through the node that answers.'),
  nodes: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable().describe('Host and port.'),
      maxStaleness: seconds,
      acceptsStale: z.boolean().describe('The bound says nothing about it.'),
      isThisOne: z.boolean(),
      standing: z
        .enum(['fresh', 'stale', 'starting', 'silent', 'untold'])
        .describe(
          'By its last word: `silent` where it should have said another by now, `untold` where it is of a version that says nothing of itself.',
        ),
      lag: seconds.nullable().describe('Seconds by which its view might be behind the log when it said so, or more where it is stale.'),
      leaseLeft: seconds.nullable().describe('Seconds that its lease had left when it said so.'),
      saidAgo: seconds.nullable().describe('Seconds since it said so; about every 15 seconds it does.'),
    }),
  ),
  feed: z.object({
    isFresh: z.boolean().describe('Whether the node that answers may trust its view of revocations.'),
    leaseLeft: seconds.describe('Seconds until that trust ends.'),
    lag: seconds.describe('Seconds by which its view may be behind the log.'),
    entries: count.describe('Revocations in its memory.'),
    epoch: z.string().nullable(),
    partitions: z.object({ total: count, fresh: count }),
  }),
});

export const showFleet: AdminOperation<NoInput, ShownFleet> = {
  name: 'fleet.show',
  method: 'GET',
  path: '/admin/fleet',
  scope: 'fleet:read',
  summary: 'Show the nodes with their bound, lag and lease',
  input: z.strictObject({}),
  answer: { kind: 'json', schema: fleetSchema },
  errors: [],
  run: async ({ gemel, fleet, version }) => {
    const [health, registered] = await Promise.all([gemel.health(), fleet.list()]);
    const { store, feed, fleet: own } = health;
    const leaseLeft = feed.leaseLeftMs / 1000;
    const { isFresh, entries, epoch = null, partitions } = feed;
    const lag = Math.max(0, own.maxStaleness - leaseLeft);
    return {
      ...{ version, maxStaleness: own.maxStaleness, store, readers: own.readers },
      nodes: nodeFacts(registered, health).map(showNode),
      feed: { isFresh, leaseLeft, lag, entries, epoch, partitions },
    };
  },
};

function showNode({ name, lag, leaseLeft, saidAgo, ...node }: NodeFacts): ShownNode {
  return { ...node, name: name ?? null, lag: lag ?? null, leaseLeft: leaseLeft ?? null, saidAgo: saidAgo ?? null };
}
