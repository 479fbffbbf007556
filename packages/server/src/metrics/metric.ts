/** Spells metrics shortly. */
import type { Metric, Sample } from './exposition.ts';

/** A value that goes up and down. */
export function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, samples: [{ value }] };
}

/** A value that only rises, until the process starts again. */
export function counter(name: string, help: string, counted: number | readonly Sample[]): Metric {
  return { name, type: 'counter', help, samples: typeof counted === 'number' ? [{ value: counted }] : counted };
}
