/** What the lab calls an attack: carried out for real, against a fleet of two nodes, with what a thief would have. */
import type { Fleet } from '../../fleet/start-fleet.ts';
import type { LabBrowser } from './browser/lab-browser.ts';

export interface Attack {
  readonly id: string;
  readonly title: string;
  /** What the thief has, and does. */
  readonly what: string;
  /** Which credentials it is about; the others are told that it does not concern them. */
  readonly concerns: 'cookie' | 'token' | 'both';
  carryOut(field: Field): Promise<AttackResult>;
}

export interface Field {
  readonly fleet: Fleet;
  readonly browser: LabBrowser;
  /** Milliseconds for which something is tried that may never end. */
  readonly patienceMs: number;
  /** Seconds of `reuseWindow`, where the scheme has one. */
  readonly reuseWindow: number;
}

export interface AttackResult {
  /** `none`: nothing of the kind exists in this scheme. */
  readonly outcome: 'possible' | 'stopped' | 'none';
  /** What was seen, in few words. */
  readonly seen: string;
  /** Seconds for which it went on, or would, as far as it was found out; null where that is not the question. */
  readonly seconds: number | null;
}

export function possible(seen: string, seconds: number | null = null): AttackResult {
  return { outcome: 'possible', seen, seconds };
}

export function stopped(seen: string): AttackResult {
  return { outcome: 'stopped', seen, seconds: null };
}

export function noSuchThing(seen: string): AttackResult {
  return { outcome: 'none', seen, seconds: null };
}
