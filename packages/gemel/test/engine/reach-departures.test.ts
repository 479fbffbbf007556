import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createVerifier, type Verifier } from '@gemel/verifier';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/core/engine.ts';
import type { Gemel } from '../../src/core/gemel.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { aFleet, codeOf, type Fleet, issuer, outcome, present, secret, withCookie } from './fleet.ts';
import { waitFor } from './reach-support.ts';

/** Who comes, goes, vanishes or moves while a revocation waits: `applied` is not said before nobody can accept (invariant 2). */

async function revokeOne(gemel: Gemel, clock: Fleet['clock']): Promise<{ readonly reach: string; readonly seconds: number }> {
  const { session } = await gemel.startSession({ subject: 'ada' });
  const { value, seconds } = await waitFor(clock, gemel.revokeSession(session.sid, { until: 'everywhere' }));
  return { reach: value.reach, seconds };
}

/** A verifier whose reads can be stopped. */
function aVerifier(
  clock: Fleet['clock'],
  feed: Gemel['feed'],
  onStale: 'refuse' | 'accept' = 'refuse',
): { verifier: Verifier; cut(): void } {
  let isCut = false;
  const through: typeof feed = { read: (after, options) => (isCut ? new Promise(() => undefined) : feed.read(after, options)) };
  const keys = { find: () => undefined, refresh: () => undefined };
  const runtime = { ...createTestRuntime(clock), jitter: () => 1, fetch };
  const verifier = createVerifier({ issuer, audience: issuer, keys, feed: through, freshness: { onStale } }, runtime);
  return { verifier, cut: () => void (isCut = true) };
}

describe('a node that ends', () => {
  it('leaves its readers to be waited for: their leases outlast it', async () => {
    const { gemel, nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const leaving = present(nodes[1]);
    const { verifier, cut } = aVerifier(clock, leaving.feed);
    await verifier.ready();
    cut();
    await leaving.close();
    const { reach, seconds } = await revokeOne(gemel, clock);
    expect(verifier.status().isFresh).toBe(false);
    expect(reach).toBe('bounded');
    expect(seconds).toBeGreaterThan(4);
    expect((await revokeOne(gemel, clock)).reach).toBe('applied');
    await verifier.close();
    await stop();
  });

  it('and had a reader that accepts when stale goes on to count as one that does', async () => {
    const { gemel, nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const { verifier, cut } = aVerifier(clock, present(nodes[1]).feed, 'accept');
    await verifier.ready();
    cut();
    await present(nodes[1]).close();
    await clock.advance(60);
    expect((await revokeOne(gemel, clock)).reach).toBe('unguaranteed');
    await verifier.close();
    await stop();
  });

  it('trusts nothing from then on, and gives nobody a page to rely on', async () => {
    const { gemel, nodes, clock, stop } = await aFleet({ nodeCount: 2, freshness: { onStale: 'refuse' } });
    const ended = present(nodes[1]);
    const { sessionToken } = await gemel.startSession({ subject: 'ada' });
    const request = withCookie(present(sessionToken));
    expect(await outcome(ended.authenticate(request))).toBe('authenticated');
    await ended.close();
    expect(await codeOf(Promise.resolve().then(() => ended.authenticate(request)))).toBe('view_stale');
    expect(await codeOf(ended.feed.read(undefined))).toBe('shutting_down');
    expect((await revokeOne(gemel, clock)).reach).toBe('applied');
    await stop();
  });

  it('before it has begun leaves nothing behind that a revocation would wait for', async () => {
    const { gemel, store, clock, stop } = await aFleet();
    expect(await codeOf(createEngine({ issuer, secret: 'x'.repeat(40), store }, createTestRuntime(clock)))).toBe('secret_mismatch');
    expect((await store.fleet.list()).value).toHaveLength(1);
    expect((await revokeOne(gemel, clock)).reach).toBe('applied');
    await stop();
  });
});

it('a node that accepts when stale is not forgotten because it is cut off', async () => {
  let isCut = false;
  const { gemel, store, clock, stop } = await aFleet();
  const cut = async (): Promise<never> => Promise.reject(new Error('cut'));
  const through: SessionStore = {
    ...store,
    readLog: (after) => (isCut ? cut() : store.readLog(after)),
    fleet: { ...store.fleet, register: (node, keepFor) => (isCut ? cut() : store.fleet.register(node, keepFor)) },
  };
  const accepting = await createEngine({ issuer, secret, store: through, freshness: { onStale: 'accept' } }, createTestRuntime(clock));
  const started = await gemel.startSession({ subject: 'ada' });
  const request = withCookie(present(started.sessionToken));
  isCut = true;
  await clock.advance(60);
  expect(await outcome(accepting.authenticate(request))).toBe('authenticated');
  const { value } = await waitFor(clock, gemel.revokeSession(started.session.sid, { until: 'everywhere' }));
  expect(await outcome(accepting.authenticate(request))).toBe('authenticated');
  expect(value.reach).toBe('unguaranteed');
  isCut = false;
  await clock.advance(3);
  await accepting.close();
  await stop();
});

it('a reader that comes from another node gets what has been confirmed without it, however fresh the copy that it is answered from', async () => {
  const { gemel, nodes, clock, stop } = await aFleet({ nodeCount: 2 });
  const node = present(nodes[1]);
  await node.feed.read(undefined, { reader: { id: 'gone soon', acceptsStale: false } });
  await clock.advance(5.1);
  // The copy is brought up to date for somebody who waits, and goes without being counted.
  const { cursor } = await node.feed.read('of another node', { waitMs: 1000, reader: { id: 'first', acceptsStale: false } });
  expect(cursor).toBeDefined();
  await clock.advance(5.1);
  await node.feed.read(undefined, { reader: { id: 'first', acceptsStale: false } });
  const { session } = await gemel.startSession({ subject: 'ada' });
  await gemel.revokeSession(session.sid);
  await clock.settle();
  const page = await node.feed.read('of another node', { waitMs: 1000, reader: { id: 'moved', acceptsStale: false } });
  expect(page.entries.map((entry) => entry.kind === 'session' && entry.sid)).toContain(session.sid);
  await stop();
});

it('invariant 2: a node waits for what it asks no longer than the fleet allows, whatever its own bound', async () => {
  const held: (() => void)[] = [];
  let isHeld = false;
  let isCut = false;
  const { gemel, store, clock, stop } = await aFleet({ freshness: { maxStaleness: 0.5 } });
  const through: SessionStore = {
    ...store,
    readLog: (after) => (isCut ? Promise.reject(new Error('cut')) : store.readLog(after)),
    async find(sid, covering) {
      const answer = await store.find(sid, covering);
      if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
      return answer;
    },
  };
  const patient = await createEngine({ issuer, secret, store: through, freshness: { maxStaleness: 20 } }, createTestRuntime(clock));
  const started = await gemel.startSession({ subject: 'ada' });
  await clock.advance(16); // by now it is registered with the fleet's bound
  isCut = true;
  await clock.advance(3);
  isHeld = true;
  const asking = codeOf(Promise.resolve(patient.authenticate(withCookie(present(started.sessionToken)))));
  await clock.settle();
  const { value } = await waitFor(clock, gemel.revokeSession(started.session.sid, { until: 'everywhere' }));
  isHeld = false;
  for (const release of held) release();
  expect({ reach: value.reach, outcome: await asking }).toEqual({ reach: 'bounded', outcome: 'store_unavailable' });
  isCut = false;
  await patient.close();
  await stop();
});

it('a program that does nothing else lives on while it waits, and ends when it need not', () => {
  const child = spawnSync(
    process.execPath,
    ['--unhandled-rejections=strict', fileURLToPath(new URL('wait-for-reach.js', import.meta.url))],
    {
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  expect({ output: child.stdout, status: child.status }).toEqual({ output: 'bounded\n', status: 0 });
});
