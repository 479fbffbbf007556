/** Keeps what a fault test measured, where `GEMEL_FAULTS_REPORT` asks for it. */
import { percentilesOf } from './percentile.ts';
import { appendReportLine } from './report-lines.ts';
import type { Outcome } from './start-traffic.ts';

export function recordOutcome(engine: string, fault: string, outcome: Outcome): void {
  if ((process.env['GEMEL_FAULTS_REPORT'] ?? '') === '') return;
  const { lagsMs, violations, faults, revocations, recoveryMs, acceptances } = outcome;
  const times = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const measured = { ...percentilesOf(lagsMs), recoveryMs: Math.round(recoveryMs), acceptances, faults: times };
  appendReportLine('faults', { engine, fault, revocations, violations: violations.length, ...measured });
}
