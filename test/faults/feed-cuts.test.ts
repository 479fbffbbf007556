import { describe, expect, test } from 'vitest';
import { servers } from './fleet/engine-list.ts';
import { runFeedCuts } from './fleet/run-feed-cuts.ts';
import { useFleet } from './fleet/use-fleet.ts';

const seed = 1;

// The short form of feed-cuts.long.ts.
describe.each(servers.filter(({ isHere }) => isHere))(
  'F08 F10: three nodes and a verifier over $name, the feed of each cut at random times',
  ({ start }) => {
    const used = useFleet(start, { nodes: 3 });

    test('in ten runs nobody accepts later than the bound after the acknowledgement', async () => {
      const cuts = await runFeedCuts(used().fleet, { runs: 10, seed });
      expect(cuts).toMatchObject({ violations: [], revocations: 30 });
      expect(cuts.duringCuts).toBeGreaterThan(10);
    }, 60_000);
  },
);
