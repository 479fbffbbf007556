/** Writes what was reckoned and simulated as the Markdown that docs/scale.md shows. */
import type { FeedSize, Population } from './arithmetic.ts';
import type { Costs } from './costs.ts';
import type { FanOutResult } from './fan-out.ts';

export interface Simulated {
  readonly name: string;
  readonly result: FanOutResult;
}

export function renderArithmetic({ dailyUsers, habits, peak }: Population, size: FeedSize, costs: Costs): string {
  const perDay = `${habits.signOuts} + ${habits.stepUpsAndPasswordChanges} + ${habits.changesOfGrants} + ${habits.revocations}`;
  return table(
    ['', 'how', ''],
    [
      ['entries per user and day', perDay, size.entriesPerUserAndDay.toFixed(2)],
      ['entries per second, mean', `${whole(dailyUsers)} × ${size.entriesPerUserAndDay.toFixed(2)} / 86,400`, whole(size.meanPerSecond)],
      ['entries per second, busiest hour', `× ${peak}`, whole(size.peakPerSecond)],
      ['seconds that an entry lives', 'maxStaleness + max(token lifetime, recordMaxAge) + tolerance', whole(size.retention)],
      ['live entries, mean', 'mean × seconds', whole(size.meanLive)],
      ['live entries, busiest hour', 'busiest × seconds', whole(size.peakLive)],
      ['memory of each view', `live × ${costs.floorBytes} bytes`, `${size.peakMiB.toFixed(0)} MiB`],
      ['feed to each reader', `busiest × ${costs.entryBytes} bytes`, `${(size.peakBytesPerSecond / 1000).toFixed(0)} kB/s`],
      [
        'the same, gzipped by a proxy',
        `busiest × ${costs.gzippedEntryBytes} bytes`,
        `${((size.peakPerSecond * costs.gzippedEntryBytes) / 1000).toFixed(0)} kB/s`,
      ],
      ['a snapshot', `live × ${costs.entryBytes} bytes`, `${size.snapshotMiB.toFixed(0)} MiB`],
      [
        'CPU time for a reader to take one in',
        `live × ${costs.read.perEntryUs} µs`,
        `${((size.peakLive * costs.read.perEntryUs) / 1e6).toFixed(2)} s`,
      ],
      ['CPU time to serve one', `live × ${costs.serve.perEntryUs} µs`, `${((size.peakLive * costs.serve.perEntryUs) / 1e6).toFixed(2)} s`],
    ],
  );
}

export function renderLag(simulated: readonly Simulated[]): string {
  return table(
    ['', 'p50 ms', 'p99 ms', 'max ms', 'last of all, p50 ms', 'view at most so old, ms'],
    simulated.map(({ name, result: { lag, lastLag, age, missing } }) => [
      missing === 0 ? name : `${name} (${whole(missing)} entries not everywhere when it was stopped)`,
      lag.quantile(0.5).toFixed(0),
      lag.quantile(0.99).toFixed(0),
      lag.max.toFixed(0),
      lastLag.quantile(0.5).toFixed(0),
      age.max.toFixed(0),
    ]),
  );
}

export function renderLoad(simulated: readonly Simulated[]): string {
  return table(
    ['', 'reads per second in the store', 'its core', 'reads per second, by tier', 'busiest process, by tier'],
    simulated.map(({ name, result: { load } }) => {
      const [store, ...tiers] = load;
      const serving = tiers.slice(0, -1);
      return [
        name,
        whole(store?.readsPerSecond ?? 0),
        percent(store?.busiest ?? 0),
        tiers
          .slice(1)
          .map((tier) => whole(tier.readsPerSecond))
          .join(', '),
        [...serving, ...tiers.slice(-1)].map((tier) => percent(tier.busiest)).join(', '),
      ];
    }),
  );
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, 3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
