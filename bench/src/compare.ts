/** Turns the measurements of one group into rows and bars; every ratio is taken within the round. */
import type { Measurement } from './contender.ts';
import { figureOf, pairedRatio } from './figure.ts';
import type { Bar, Column, Row } from './table.ts';

/** Columns of an in-process table. */
export const timeColumns: readonly Column[] = [
  { id: 'ratio', title: 'CPU, floor = 1' },
  { id: 'cpuUs', title: 'CPU µs' },
  { id: 'wallUs', title: 'wall µs' },
];

/** Rows of a group; the first measurement is the one that the others are divided by. */
export function rowsOf(group: string, measurements: readonly Measurement[]): readonly Row[] {
  const base = measurements[0];
  return measurements.map((measurement) => ({
    group,
    name: measurement.name,
    figures: {
      ratio: pairedRatio(measurement.cpuUs, base?.cpuUs ?? []),
      cpuUs: figureOf(measurement.cpuUs),
      wallUs: figureOf(measurement.wallUs),
    },
  }));
}

/** The bar that one contender's CPU time is at most `limit` times another's. */
export function ratioBar(text: string, limit: number, pair: { readonly of: Measurement; readonly to: Measurement }): Bar {
  return { text, limit, measured: pairedRatio(pair.of.cpuUs, pair.to.cpuUs).median };
}

/** Finds a measurement by its contender's name. */
export function named(measurements: readonly Measurement[], name: string): Measurement {
  const found = measurements.find((measurement) => measurement.name === name);
  if (found === undefined) throw new Error(`no contender is called ${name}`);
  return found;
}
