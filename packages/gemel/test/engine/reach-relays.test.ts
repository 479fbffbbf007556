import type { RevocationFeed } from '@gemel/protocol';
import { createRelay, createVerifier } from '@gemel/verifier';
import { describe, expect, it } from 'vitest';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { aFleet, type Fleet, issuer } from './fleet.ts';
import { aSession, reachOf, waitFor } from './reach-support.ts';

/** A revocation waits for those behind relays too: a relay says what everybody behind it has applied (invariant 2). */

function relayOf(feed: RevocationFeed, { clock }: Fleet): RevocationFeed {
  return createRelay({ feed, clock, sleep: clock.sleep });
}

/** A verifier that follows a feed, and that can be paused. */
async function aVerifierOn(feed: RevocationFeed, { clock }: Fleet, onStale: 'refuse' | 'accept' = 'refuse') {
  let isPaused = false;
  const pausable: RevocationFeed = {
    read: (after, options) => (isPaused ? new Promise(() => undefined) : feed.read(after, options)),
  };
  const keys = { find: () => undefined, refresh: () => undefined };
  const runtime = { ...createTestRuntime(clock), jitter: () => 1, fetch };
  const verifier = createVerifier({ issuer, audience: issuer, keys, feed: pausable, freshness: { onStale } }, runtime);
  await verifier.ready();
  await clock.settle();
  return {
    close: () => verifier.close(),
    /** It hears nothing any more, and the read under way ends without it. */
    async pause() {
      isPaused = true;
      await clock.advance(1.1);
    },
  };
}

async function revoke(fleet: Fleet) {
  const { sid } = await aSession(fleet.gemel);
  const { value, seconds } = await waitFor(fleet.clock, fleet.gemel.revokeSession(sid, { until: 'everywhere' }));
  return { reach: reachOf(value), seconds };
}

describe('a revocation that waits for those behind relays', () => {
  it('is applied as soon as every verifier behind a chain of them has it', async () => {
    const fleet = await aFleet({ nodeCount: 2 });
    const relay = relayOf(fleet.gemel.feed, fleet);
    const verifiers = [await aVerifierOn(relay, fleet), await aVerifierOn(relayOf(relay, fleet), fleet)];
    const { reach, seconds } = await revoke(fleet);
    expect(reach).toBe('applied');
    expect(seconds).toBeLessThan(1);
    for (const verifier of verifiers) await verifier.close();
    await fleet.stop();
  });

  it('waits for one that has stopped hearing, though the relay has it, until its lease has run out', async () => {
    const fleet = await aFleet();
    const relay = relayOf(fleet.gemel.feed, fleet);
    const verifiers = [await aVerifierOn(relay, fleet), await aVerifierOn(relay, fleet)];
    await verifiers[1]?.pause();
    const { reach, seconds } = await revoke(fleet);
    expect(reach).toBe('applied');
    expect(seconds).toBeGreaterThan(3);
    for (const verifier of verifiers) await verifier.close();
    await fleet.stop();
  });

  it('promises nothing for one that accepts when stale', async () => {
    const fleet = await aFleet();
    const verifier = await aVerifierOn(relayOf(fleet.gemel.feed, fleet), fleet, 'accept');
    expect((await revoke(fleet)).reach).toBe('applied');
    await verifier.pause();
    const { reach, seconds } = await revoke(fleet);
    expect(reach).toBe('unguaranteed');
    expect(seconds).toBeGreaterThan(4.9);
    await verifier.close();
    await fleet.stop();
  });

  it('waits for the bound where a reader behind a relay does not say who it is', async () => {
    const fleet = await aFleet();
    const relay = relayOf(fleet.gemel.feed, fleet);
    await relay.read(undefined);
    expect((await revoke(fleet)).seconds).toBeGreaterThan(3);
    await fleet.stop();
  });

  it('waits for a relay that has vanished until the leases behind it have run out', async () => {
    const fleet = await aFleet();
    let isCut = false;
    const upstream: RevocationFeed = {
      read: (after, options) => (isCut ? new Promise(() => undefined) : fleet.gemel.feed.read(after, options)),
    };
    const verifier = await aVerifierOn(relayOf(upstream, fleet), fleet);
    isCut = true;
    await fleet.clock.advance(1.1);
    const { reach, seconds } = await revoke(fleet);
    expect(reach).toBe('applied');
    expect(seconds).toBeGreaterThan(3);
    await verifier.close();
    await fleet.stop();
  });

  it('is not held up by a confirmation that was lost: it is made again', async () => {
    const fleet = await aFleet();
    let lost = 0;
    const upstream: RevocationFeed = {
      read: async (after, options) => {
        if ((options?.reader?.applied ?? []).length > 0 && lost++ === 0) throw new Error('lost');
        return fleet.gemel.feed.read(after, options);
      },
    };
    const faults: unknown[] = [];
    const relay = createRelay({ feed: upstream, clock: fleet.clock, sleep: fleet.clock.sleep, onFault: (error) => faults.push(error) });
    const verifier = await aVerifierOn(relay, fleet);
    const { reach, seconds } = await revoke(fleet);
    expect(reach).toBe('applied');
    expect(seconds).toBeLessThan(1);
    expect(faults).toEqual([new Error('lost')]);
    await verifier.close();
    await fleet.stop();
  });
});
