/** What a node reports of itself, as stores keep it: JSON, to which a later version may add. */
import type { NodeReport } from '../core/ports/fleet-store.ts';

/** Null where it reports nothing. */
export function spellReport(report: NodeReport | undefined): string | null {
  return report === undefined ? null : JSON.stringify(report);
}

/** Returns what `spellReport` has written. */
export function parseReport(text: string | null): NodeReport | undefined {
  try {
    return text === null ? undefined : readReport(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Undefined for whatever is no report: a revocation that waits for this node waits all the same. */
export function readReport(value: unknown): NodeReport | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, lag, leaseLeft } = value as Readonly<Record<string, unknown>>; // any object may be asked for any member
  if (typeof leaseLeft !== 'number') return undefined;
  return { name: typeof name === 'string' ? name : undefined, lag: typeof lag === 'number' ? lag : undefined, leaseLeft };
}
