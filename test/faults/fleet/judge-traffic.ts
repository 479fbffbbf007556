/** What the processes noted, put together: how late a revocation was heard, and whether anybody accepted past the bound. */

/** What a watcher noted about one credential; instants in milliseconds of the machine's monotonic clock. */
export interface Note {
  readonly accepted: number;
  /** When the last check that accepted began. */
  readonly lastAcceptedMs: number | null;
  /** `accepted`, or the code of the last refusal or fault. */
  readonly last: string | null;
  readonly refused: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

/** By session, then by credential. */
export type Report = Readonly<Record<string, Readonly<Record<string, Note>>>>;

export interface Acknowledgement {
  readonly sid: string;
  readonly askedMs: number;
  readonly ackedMs: number;
}

export interface Verdict {
  readonly revocations: number;
  /** One line each. */
  readonly violations: readonly string[];
  /** Milliseconds from the acknowledgement until the last check that accepted began, the slowest watcher; 0 where none did after it. */
  readonly lagsMs: readonly number[];
  readonly acceptances: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

export function judgeTraffic(
  acknowledged: readonly Acknowledgement[],
  reports: Readonly<Record<string, Report>>,
  boundMs: number,
): Verdict {
  const late = acknowledged.map(({ sid, ackedMs }) =>
    notesOf(reports, sid).map(({ name, note }) => ({ sid, name, lagMs: lagOf(note, ackedMs) })),
  );
  const all = Object.values(reports).flatMap((report) => Object.values(report).flatMap((notes) => Object.values(notes)));
  return {
    revocations: acknowledged.length,
    violations: late
      .flat()
      .filter(({ lagMs }) => lagMs > boundMs)
      .map(({ sid, name, lagMs }) => `${sid} by ${name}, ${Math.round(lagMs)} ms after the acknowledgement`),
    lagsMs: late.map((lags) => Math.max(0, ...lags.map(({ lagMs }) => lagMs))),
    acceptances: all.reduce((sum, { accepted }) => sum + accepted, 0),
    refused: sumOf(all.map(({ refused }) => refused)),
    faults: sumOf(all.map(({ faults }) => faults)),
  };
}

function notesOf(reports: Readonly<Record<string, Report>>, sid: string): readonly { name: string; note: Note }[] {
  return Object.entries(reports).flatMap(([watcher, report]) =>
    Object.entries(report[sid] ?? {}).map(([credential, note]) => ({ name: `${watcher}, ${credential}`, note })),
  );
}

function lagOf(note: Note, ackedMs: number): number {
  return note.lastAcceptedMs === null ? 0 : Math.max(0, note.lastAcceptedMs - ackedMs);
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const count of counts) for (const [code, times] of Object.entries(count)) sums[code] = (sums[code] ?? 0) + times;
  return sums;
}

export function sumOfVerdicts(verdicts: readonly Verdict[]): Verdict {
  return {
    revocations: verdicts.reduce((sum, { revocations }) => sum + revocations, 0),
    violations: verdicts.flatMap(({ violations }) => violations),
    lagsMs: verdicts.flatMap(({ lagsMs }) => lagsMs),
    acceptances: verdicts.reduce((sum, { acceptances }) => sum + acceptances, 0),
    refused: sumOf(verdicts.map(({ refused }) => refused)),
    faults: sumOf(verdicts.map(({ faults }) => faults)),
  };
}
