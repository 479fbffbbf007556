import { createView } from '@gemel/verifier';
import { expect, it } from 'vitest';
import { createAwaitReach, type Reach } from '../../src/core/fleet/reach.ts';
import type { FleetNode } from '../../src/core/ports/fleet-store.ts';
import { createManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';

/** What is known of a revocation's reach, given what the registry says. */

const ownNode: FleetNode = { id: 'own', maxStaleness: 5, acceptsStale: false };
const slowNode: FleetNode = { id: 'slow', maxStaleness: 8, acceptsStale: false };

interface World {
  readonly nodes: readonly FleetNode[] | Error;
  readonly confirmed?: readonly string[];
  /** Seconds after which the log is of another epoch. */
  readonly newEpochAfter?: number;
  /** Seconds after which the store has forgotten who confirmed. */
  readonly forgottenAfter?: number;
  /** What the log says when it is asked at the end, as it is by default. */
  readonly log?: { readonly epoch?: string; readonly silent?: readonly number[] };
  /** Seconds before the revocation at which the view entered its epoch. */
  readonly enteredBefore?: number;
  /** Seconds: the fleet's bound. */
  readonly bound?: number;
}

async function reachIn({
  nodes,
  confirmed = [],
  newEpochAfter = 1000,
  forgottenAfter = 1000,
  log = {},
  enteredBefore,
  bound = 1,
}: World): Promise<{ reach: Reach | undefined; seconds: number }> {
  const clock = createManualClock();
  const view = createView({ clock, maxStaleness: 1 });
  const sending = (): { monotonicMs: number; wallMs: number } => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
  const page = { cursor: 'c', entries: [], isSnapshot: false, hasMore: false, age: 0, now: 1, retention: 300, maxStaleness: 1 };
  view.apply({ ...page, epoch: 'first' }, sending());
  if (enteredBefore !== undefined) {
    view.apply({ ...page, epoch: 'second' }, sending());
    await clock.advance(enteredBefore);
  }
  const registration = { nodeId: 'own', fleetMaxStaleness: bound, maxStaleness: 1 };
  const readLog = async () => ({ value: { epoch: view.status().epoch ?? '', ...log }, now: 1 });
  const fleet = {
    list: async () => {
      if (nodes instanceof Error) throw nodes;
      return { value: nodes, now: 1 };
    },
    confirmedBy: async () => {
      const seconds = (clock.monotonicMs() - startMs) / 1000;
      return seconds > 4 && seconds < forgottenAfter ? confirmed : [];
    },
  };
  const awaitReach = createAwaitReach({
    store: { fleet, readLog },
    registration,
    runtime: createTestRuntime(clock),
    view,
    onFault: () => undefined,
  });
  const startMs = clock.monotonicMs();
  let reach: Reach | undefined;
  const waiting = awaitReach(['r']).then(({ reach: found }) => {
    reach = found;
  });
  for (let step = 0; step < 500 && reach === undefined; step++) {
    await clock.advance(0.05);
    if ((clock.monotonicMs() - startMs) / 1000 > newEpochAfter) view.apply({ ...page, epoch: 'second' }, sending());
  }
  await waiting;
  return { reach, seconds: (clock.monotonicMs() - startMs) / 1000 };
}

it('waits for the longest bound of the nodes that are registered', async () => {
  const { reach, seconds } = await reachIn({ nodes: [ownNode, slowNode] });
  expect(reach).toBe('bounded');
  expect(seconds).toBeGreaterThanOrEqual(8);
  expect((await reachIn({ nodes: [ownNode, slowNode], confirmed: ['own', 'slow'] })).reach).toBe('applied');
});

it('does not believe confirmations after a change of epoch, even when its pause is over', async () => {
  const { reach } = await reachIn({ nodes: [ownNode, slowNode], confirmed: ['own', 'slow'], newEpochAfter: 1 });
  expect(reach).toBe('bounded');
});

it('promises nothing where the registry cannot be read', async () => {
  expect((await reachIn({ nodes: new Error('gone') })).reach).toBe('unguaranteed');
});

it('promises nothing of a node that accepts when stale and has not confirmed, and does not mind one that has', async () => {
  const accepting = { ...slowNode, acceptsStale: true };
  expect((await reachIn({ nodes: [ownNode, accepting], confirmed: ['own'] })).reach).toBe('unguaranteed');
  expect((await reachIn({ nodes: [ownNode, accepting], confirmed: ['own', 'slow'] })).reach).toBe('applied');
  expect((await reachIn({ nodes: [ownNode, accepting], confirmed: ['slow'] })).reach).toBe('bounded');
});

it('does not believe confirmations where the log is of an epoch that this node has not heard of yet', async () => {
  const all = { nodes: [ownNode, slowNode], confirmed: ['own', 'slow'] };
  expect((await reachIn({ ...all, log: { epoch: 'unheard of' } })).reach).toBe('bounded');
  expect((await reachIn({ ...all, log: { silent: [1] } })).reach).toBe('bounded');
});

it('does not take a registry for whole while a node that was lost from it may hold a lease, whose bound may be longer', async () => {
  const all = { nodes: [ownNode], confirmed: ['own'], bound: 6 };
  expect((await reachIn({ ...all, enteredBefore: 2 })).reach).toBe('bounded');
  expect((await reachIn({ ...all, enteredBefore: 8 })).reach).toBe('applied');
});

it('remembers who has confirmed, though the store forgets', async () => {
  expect(
    (
      await reachIn({
        nodes: [ownNode, { ...slowNode, acceptsStale: true }],
        confirmed: ['own', 'slow'],
        forgottenAfter: 6,
        log: { silent: [1] },
      })
    ).reach,
  ).toBe('bounded');
});
