/** The store contract about the nodes of a fleet, and what they have confirmed. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { FleetNode, RegisteredNode } from '../../core/ports/fleet-store.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { hostileTexts, race, RACERS, type StoreCase } from './store-case.ts';

/** Seconds: engines keep more or fewer digits. */
const rounding = 0.0001;

function aNode(overrides: Partial<FleetNode> = {}): FleetNode {
  return { id: 'node-1', maxStaleness: 5, acceptsStale: false, report: undefined, ...overrides };
}

async function registered(store: SessionStore): Promise<readonly RegisteredNode[]> {
  const { value } = await store.fleet.list();
  return [...value].sort((left, right) => (left.id < right.id ? -1 : 1));
}

const listed = async (store: SessionStore): Promise<readonly FleetNode[]> =>
  (await registered(store)).map(({ registeredAt: _, ...node }) => node);

const confirmed = async (store: SessionStore, receipt: string): Promise<readonly string[]> =>
  [...(await store.fleet.confirmedBy(receipt))].sort();

export const fleetCases: readonly StoreCase[] = [
  {
    name: 'lists the nodes that are registered as they were registered last, and forgets those that have ended',
    async run({ store, other }) {
      deepEqual(await listed(store), []);
      await store.fleet.register(aNode(), 60);
      const second = aNode({ id: 'node-2', maxStaleness: 0.5, acceptsStale: true });
      const { now } = await other.fleet.register(second, 60);
      ok(now > 1_000_000_000);
      deepEqual(await listed(store), [aNode(), second]);
      await other.fleet.register(aNode({ maxStaleness: 7.25, acceptsStale: true }), 60);
      deepEqual(await listed(other), [aNode({ maxStaleness: 7.25, acceptsStale: true }), second]);
      await other.fleet.unregister('node-1');
      await other.fleet.unregister('unknown');
      deepEqual(await listed(store), [second]);
    },
  },
  {
    name: 'gives back what a node reported of itself last, and when it did by the time of the engine',
    async run({ store, other }) {
      const first = aNode({ report: { name: 'web-1:4000', lag: undefined, leaseLeft: 0 } });
      const { now: begun } = await store.fleet.register(first, 60);
      deepEqual(await listed(other), [first]);
      const second = aNode({ report: { name: undefined, lag: 0.25, leaseLeft: 4.75 } });
      await other.fleet.register(second, 7);
      const [node] = await registered(store);
      deepEqual(node, { ...second, registeredAt: node?.registeredAt });
      const { now } = await store.fleet.list();
      const at = node?.registeredAt ?? 0;
      ok(at > begun - rounding && at < now + rounding, `${at} is not between ${begun} and ${now}`);
      await store.fleet.register(aNode(), 60);
      deepEqual(await listed(other), [aNode()]);
    },
  },
  {
    name: 'forgets a node when its registration has run out by the time of the engine, and not before',
    async run({ store, other }) {
      await store.fleet.register(aNode({ id: 'renewed' }), 0.1);
      await other.fleet.register(aNode({ id: 'renewed' }), 60);
      const { now: before } = await store.fleet.list();
      await store.fleet.register(aNode({ id: 'gone' }), 0.3);
      for (;;) {
        const { value, now } = await other.fleet.list();
        equal(value.filter(({ id }) => id === 'renewed').length, 1);
        if (!value.some(({ id }) => id === 'gone')) break;
        ok(now < before + 5, `still there after ${now - before} s`);
      }
      const { now: after } = await other.fleet.list();
      ok(after >= before + 0.299, `gone after ${after - before} s`);
    },
  },
  {
    name: `keeps one bound for the fleet, that of the first of ${RACERS} nodes, until it is replaced`,
    async run({ store, other }) {
      const bounds = await race(
        3,
        Array.from({ length: RACERS }, (_, index) => async () => {
          const node = aNode({ id: `node-${index}`, maxStaleness: 1 + index });
          return (await (index % 2 === 0 ? store : other).fleet.register(node, 60)).value.maxStaleness;
        }),
      );
      equal(new Set(bounds).size, 1);
      equal((await listed(store)).length, RACERS);
      await other.fleet.setMaxStaleness(2.5);
      equal((await store.fleet.register(aNode({ maxStaleness: 9 }), 60)).value.maxStaleness, 2.5);
      for (const { id } of await listed(store)) await store.fleet.unregister(id);
      equal((await other.fleet.register(aNode({ maxStaleness: 9 }), 60)).value.maxStaleness, 2.5);
    },
  },
  {
    name: 'takes a bound that is set before the first node comes',
    async run({ store, other }) {
      await store.fleet.setMaxStaleness(0.75);
      equal((await other.fleet.register(aNode(), 60)).value.maxStaleness, 0.75);
    },
  },
  {
    name: 'tells whoever registers which epoch was settled last',
    async run({ store, other }) {
      equal((await store.fleet.register(aNode(), 60)).value.settledEpoch, undefined);
      await store.fleet.settle('epoch-1');
      equal((await other.fleet.register(aNode({ id: 'node-2' }), 60)).value.settledEpoch, 'epoch-1');
      await other.fleet.settle('epoch-2');
      deepEqual((await store.fleet.register(aNode(), 60)).value, { maxStaleness: 5, settledEpoch: 'epoch-2' });
    },
  },
  {
    name: 'knows who has confirmed a receipt, each once',
    async run({ store, other }) {
      deepEqual(await confirmed(store, 'receipt-1'), []);
      await store.fleet.confirm('node-1', ['receipt-1', 'receipt-2', 'receipt-1'], 60);
      await other.fleet.confirm('node-2', ['receipt-1'], 60);
      await other.fleet.confirm('node-1', ['receipt-1'], 60);
      await other.fleet.confirm('node-3', [], 60);
      deepEqual(await confirmed(other, 'receipt-1'), ['node-1', 'node-2']);
      deepEqual(await confirmed(store, 'receipt-2'), ['node-1']);
      deepEqual(await confirmed(store, 'receipt'), []);
    },
  },
  {
    name: `takes the confirmations of ${RACERS} nodes at once`,
    async run({ store, other }) {
      const ids = Array.from({ length: RACERS }, (_, index) => `node-${index}`);
      await race(
        5,
        ids.map((id, index) => () => (index % 2 === 0 ? store : other).fleet.confirm(id, ['receipt-1', `receipt-of-${id}`], 60)),
      );
      deepEqual(await confirmed(store, 'receipt-1'), [...ids].sort());
    },
  },
  {
    name: 'gives back nodes and receipts of whatever name (S06)',
    async run({ store, other }) {
      const hostile = hostileTexts.map((text) => aNode({ id: text, report: { name: text, lag: 0, leaseLeft: 5 } }));
      for (const node of hostile) await store.fleet.register(node, 60);
      const nodes = await listed(other);
      deepEqual(nodes.map(({ id }) => id).sort(), [...hostileTexts].sort());
      deepEqual(
        nodes.map(({ report }) => report?.name),
        nodes.map(({ id }) => id),
      );
      for (const text of hostileTexts) await store.fleet.confirm(text, [text], 60);
      for (const text of hostileTexts) deepEqual(await confirmed(other, text), [text]);
    },
  },
];
