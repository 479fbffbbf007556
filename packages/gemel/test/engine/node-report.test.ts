/** What the nodes of a fleet say of themselves, and what their last words are worth. */
import { describe, expect, it } from 'vitest';
import { nodeStanding } from '../../src/core/fleet/node-standing.ts';
import type { RegisteredNode } from '../../src/core/ports/fleet-store.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, present } from './fleet.ts';

const nodeName = 'web-1:4000';

/** What each node says, as somebody sees it who asks the store. */
async function standings(store: SessionStore): Promise<readonly { readonly standing: string; readonly node: RegisteredNode }[]> {
  const { value, now } = await store.fleet.list();
  return value.map((node) => ({ standing: nodeStanding(node, now), node }));
}

describe('a node', () => {
  it('is starting until it registers again, and fresh then, with the lag and the lease of that moment', async () => {
    const { store, clock, stop } = await aFleet({ freshness: { nodeName } });
    expect(await standings(store)).toMatchObject([
      { standing: 'starting', node: { report: { name: nodeName, lag: undefined, leaseLeft: 0 } } },
    ]);
    await clock.advance(20);
    const { standing, node } = present((await standings(store))[0]);
    const { lag = Number.NaN, leaseLeft } = present(node.report);
    expect(standing).toBe('fresh');
    expect(lag + leaseLeft).toBeCloseTo(5);
    expect(lag).toBeLessThan(5);
    await stop();
  });

  it('that reaches the registry and not the log is stale', async () => {
    let isCut = false;
    const through = (store: SessionStore): SessionStore => ({
      ...store,
      readLog: (after) => (isCut ? Promise.reject(new Error('cut')) : store.readLog(after)),
    });
    const { store, clock, stop } = await aFleet({ through });
    await clock.advance(20);
    isCut = true;
    await clock.advance(20);
    expect(await standings(store)).toMatchObject([{ standing: 'stale', node: { report: { name: undefined, lag: 5, leaseLeft: 0 } } }]);
    isCut = false;
    await clock.advance(20);
    expect(await standings(store)).toMatchObject([{ standing: 'fresh' }]);
    await stop();
  });

  it('that reaches nothing is silent soon after it should have spoken, until its registration has run out', async () => {
    let isCut = false;
    const cut = async (): Promise<never> => Promise.reject(new Error('cut'));
    const through = (store: SessionStore, index: number): SessionStore => ({
      ...store,
      readLog: (after) => (isCut && index === 1 ? cut() : store.readLog(after)),
      fleet: { ...store.fleet, register: (node, keepFor) => (isCut && index === 1 ? cut() : store.fleet.register(node, keepFor)) },
    });
    const { gemel, store, clock, stop } = await aFleet({ nodeCount: 2, through });
    const gemelId = (await gemel.health()).fleet.nodeId;
    await clock.advance(16);
    isCut = true;
    const seen: string[] = [];
    for (let second = 0; second < 40; second++) {
      const told = await standings(store);
      seen.push(told.find(({ node }) => node.id !== gemelId)?.standing ?? 'gone');
      await clock.advance(1);
    }
    expect([...new Set(seen)]).toEqual(['fresh', 'silent', 'gone']);
    expect(seen.indexOf('silent')).toBeLessThanOrEqual(23);
    expect((await standings(store)).map(({ standing }) => standing)).toEqual(['fresh']);
    isCut = false;
    await stop();
  });
});

describe('the last word of a node', () => {
  const report = { name: undefined, lag: 1, leaseLeft: 4 };
  const node = { maxStaleness: 5, acceptsStale: false, registeredAt: 1000, report };

  it.each([
    ['fresh', 'at once', node, 1000],
    ['fresh', 'when it could still be on its way', node, 1022],
    ['silent', 'when it should have spoken', node, 1022.1],
    ['silent', 'later with a longer bound', { ...node, maxStaleness: 60 }, 1077.1],
    ['stale', 'without a lease', { ...node, report: { ...report, leaseLeft: 0 } }, 1001],
    ['starting', 'before its first read', { ...node, report: { ...report, lag: undefined } }, 1001],
    ['silent', 'where it went while it started', { ...node, report: { ...report, lag: undefined } }, 1030],
    ['untold', 'of an earlier version', { ...node, registeredAt: undefined, report: undefined }, 1001],
    ['untold', 'without a report', { ...node, report: undefined }, 1001],
  ] as const)('says %s %s', (standing, _, of, now) => {
    expect(nodeStanding(of, now)).toBe(standing);
  });
});
