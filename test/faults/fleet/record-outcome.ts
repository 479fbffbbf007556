/** Keeps what a fault test measured, where the environment asks for it: `docs/results/faults.md` is made of these lines. */
import { appendFileSync } from 'node:fs';
import type { Outcome } from './start-traffic.ts';

export interface RecordedOutcome {
  readonly engine: string;
  readonly fault: string;
  readonly revocations: number;
  readonly violations: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly recoveryMs: number;
  readonly acceptances: number;
  readonly faults: number;
}

/** Appends a line to the file that `GEMEL_FAULTS_REPORT` names. */
export function recordOutcome(engine: string, fault: string, outcome: Outcome): void {
  const file = process.env['GEMEL_FAULTS_REPORT'];
  if (file === undefined || file === '') return;
  const { lagsMs, violations, faults, ...rest } = outcome;
  const recorded: RecordedOutcome = {
    engine,
    fault,
    revocations: rest.revocations,
    violations: violations.length,
    p50Ms: percentile(lagsMs, 50),
    p99Ms: percentile(lagsMs, 99),
    maxMs: percentile(lagsMs, 100),
    recoveryMs: rest.recoveryMs,
    acceptances: rest.acceptances,
    faults: Object.values(faults).reduce((sum, count) => sum + count, 0),
  };
  appendFileSync(file, `${JSON.stringify(recorded)}\n`);
}

/** The smallest value that so many of a hundred do not exceed; 0 of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
