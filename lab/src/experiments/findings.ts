/** Spells findings. */
import type { Finding, Findings } from '../experiment.ts';

export const notApplicable: Finding = { text: '–', value: null };

export function statusFinding(status: number): Finding {
  return { text: status === 200 ? 'accepted (200)' : `refused (${status})`, value: status === 200 };
}

export function spellMs(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The text of a finding for a sentence: without what stands in brackets. */
export function briefOf(findings: ReadonlyMap<string, Findings>, scheme: string, row: string): string {
  return findings.get(scheme)?.[row]?.text.replace(/ \(.*$/, '') ?? '–';
}
