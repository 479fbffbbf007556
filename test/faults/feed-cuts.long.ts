/** The bar of the bound with real processes: a thousand runs per engine. */
import { describe, expect, test } from 'vitest';
import { servers } from './fleet/engine-list.ts';
import { percentilesOf } from './fleet/percentile.ts';
import { appendReportLine } from './fleet/report-lines.ts';
import { runFeedCuts } from './fleet/run-feed-cuts.ts';
import { useFleet } from './fleet/use-fleet.ts';

const runs = Number(process.env['GEMEL_TEST_RUNS'] ?? 1000);
const seed = Number(process.env['GEMEL_TEST_SEED'] ?? Date.now() % 1_000_000);

describe.each(servers.filter(({ isHere }) => isHere))(
  'three nodes and a verifier over $name, the feed of each cut at random times',
  ({ name, start }) => {
    const used = useFleet(start, { nodes: 3 });

    test(`F08 F10: in ${runs} runs nobody accepts later than the bound after the acknowledgement (seed ${seed})`, async () => {
      const started = performance.now();
      const onRun = (run: number): void => {
        if (run % 50 === 0) process.stdout.write(`${name}: ${run} of ${runs} runs\n`);
      };
      const { violations, lagsMs, ...measured } = await runFeedCuts(used().fleet, { runs, seed, onRun });
      const minutes = Math.round((performance.now() - started) / 60_000);
      appendReportLine('feed-cuts', { engine: name, runs, seed, minutes, violations, ...percentilesOf(lagsMs), ...measured });
      expect(violations).toEqual([]);
    });
  },
);
