/** Numbers with their spread, and what may be said of two of them. */
import type { Cell, NumberCell, Tone } from './experiment.ts';

/** Median and quartiles of what was measured. */
export function measured(values: readonly number[], note?: string): NumberCell {
  const sorted = values.toSorted((left, right) => left - right);
  const [value, low, high] = [quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return { kind: 'number', value, low, high, count: sorted.length, ...(note === undefined ? {} : { note }) };
}

export function verdict(text: string, tone: Tone): Cell {
  return { kind: 'verdict', text, tone };
}

export function absent(why: string): Cell {
  return { kind: 'absent', why };
}

export function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Within this ratio of each other two medians count as the same: what two runs on one machine may differ by. */
export const noiseRatio = 1.25;

/** Whether two differ by more than noise: their spreads do not meet, and their medians are further apart than `noiseRatio`. */
export function differs(left: NumberCell, right: NumberCell): boolean {
  const areApart = left.low > right.high || right.low > left.high;
  return areApart && ratioOf(left.value, right.value) > noiseRatio;
}

/** Of the larger to the smaller; infinite where one is nothing. */
export function ratioOf(left: number, right: number): number {
  const [small, large] = left < right ? [left, right] : [right, left];
  return large === small ? 1 : large / small;
}

/** Three digits that mean something, and the unit; large and small ones in a unit that fits. */
export function spell(value: number, unit: string): string {
  if (unit === 'ms' && value >= 1000) return spell(value / 1000, 's');
  if (unit === 's' && value >= 120) return spell(value / 60, 'min');
  if (unit === 'ms' && value > 0 && value < 0.1) return spell(value * 1000, 'µs');
  if (unit === 'B' && value >= 10_000) return spell(value / 1024, 'KiB');
  const digits = value === 0 || Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
  return unit === '' ? text : `${text} ${unit}`;
}

/** The note of a number that is a lower bound: what was watched did not end. */
export const throughout = 'throughout, as long as it was watched';

/** The cell as text. */
export function spellCell(cell: Cell | undefined, unit: string): string {
  if (cell === undefined) return '–';
  if (cell.kind === 'absent') return '–';
  if (cell.kind === 'verdict') return cell.text;
  return `${cell.note === throughout ? '≥ ' : ''}${spell(cell.value, unit)}`;
}

export function spellSpread({ low, high, value, count }: NumberCell, unit: string): string {
  if (count <= 1 || (low === value && high === value)) return count <= 1 ? '' : `${count} times the same`;
  return `${spell(low, unit)} to ${spell(high, unit)}, ${count} times`;
}
