/** What live connections take to close, on every engine, with a thousand of them open. */
import { expect, it } from 'vitest';
import { percentilesOf } from '../../../../test/faults/fleet/percentile.ts';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { measureLiveLag } from './measure-live-lag.ts';
import { storeEngines } from './store-engines.ts';

const sockets = 1000;

it.each(storeEngines)(`$name: ${sockets} WebSockets close one after the other, at the median within 100 ms`, async (engine) => {
  if (engine.isMissing) return;
  const { fromCallMs, fromCommitMs } = await measureLiveLag(engine, sockets);
  const lags = percentilesOf(fromCallMs);
  appendReportLine('live-connections', { engine: engine.name, sockets, ...lags, afterCommit: percentilesOf(fromCommitMs) });
  expect(lags.p50Ms).toBeLessThanOrEqual(100);
});
