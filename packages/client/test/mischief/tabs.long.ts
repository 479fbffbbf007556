/** The bar of the client with real tabs: five hundred browsers. */
import { expect, it } from 'vitest';
import { percentilesOf } from '../../../../test/faults/fleet/percentile.ts';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { describeTabs } from './describe-tabs.ts';
import { runTabs } from './run-tabs.ts';

const runs = Number(process.env['GEMEL_TEST_RUNS'] ?? 500);
const seed = Number(process.env['GEMEL_TEST_SEED'] ?? Date.now() % 1_000_000);

describeTabs((place) => {
  it(`F01, F20: in ${runs} runs nobody is signed out whose session stands (seed ${seed})`, async () => {
    const started = performance.now();
    const onRun = (run: number): void => {
      if (run % 10 === 0) process.stdout.write(`${run} of ${runs} runs\n`);
    };
    const { endLagsMs, problems, ...measured } = await runTabs(place(), { runs, seed, onRun });
    const minutes = Math.round((performance.now() - started) / 60_000);
    appendReportLine('client', { seed, minutes, problems, ...percentilesOf(endLagsMs), ...measured });
    expect(problems).toEqual([]);
  });
});
