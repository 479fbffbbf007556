/** From numbers to places on an axis, and the numbers that are written beside it. */
import type { Axis } from '../../experiments/chart.ts';
import { spell } from '../../experiments/numbers.ts';

export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
  /** How a tick is written. */
  spell(tick: number): string;
}

/** @param range where the axis begins and ends in the picture */
export function createScale(axis: Axis, values: readonly number[], range: readonly [from: number, to: number]): Scale {
  const finite = values.filter(Number.isFinite);
  const { ticks, at, isOpen } = axis.isLogarithmic === true ? logarithmic(finite, range) : linear(finite, range);
  return { ticks, at, spell: (tick) => `${isOpen && tick === ticks[0] ? '≤ ' : ''}${spellTick(tick, axis)}` };
}

interface Places extends Pick<Scale, 'at' | 'ticks'> {
  /** True where values below the first tick stand at it. */
  readonly isOpen: boolean;
}

function linear(values: readonly number[], [from, to]: readonly [number, number]): Places {
  const most = Math.max(...values, 0) || 1;
  const step = niceStep(most / 5);
  const end = Math.ceil((most * 0.9999) / step) * step;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  return { ticks, isOpen: false, at: (value) => from + (Math.min(Math.max(value, 0), end) / end) * (to - from) };
}

/** What is nothing stands at the beginning, which then is one, or less. */
function logarithmic(values: readonly number[], [from, to]: readonly [number, number]): Places {
  const positive = values.filter((value) => value > 0);
  const isOpen = positive.length < values.length;
  const first = Math.floor(Math.log10(Math.min(...positive, isOpen ? 1 : 1e9)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...positive, 1e-9))));
  const low = positive.length === 0 ? 0 : first;
  const high = positive.length === 0 ? 1 : last;
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return {
    ticks,
    isOpen,
    at: (value) => (value <= 0 ? from : from + ((Math.min(Math.max(Math.log10(value), low), high) - low) / (high - low)) * (to - from)),
  };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const [nice = 10] = [1, 2, 2.5, 5, 10].filter((factor) => factor * power >= rough);
  return nice * power;
}

/** With its unit, by thousands: a tick is a round number, and stays one. */
function spellTick(value: number, { unit }: Axis): string {
  const rounded = Number(value.toPrecision(3));
  if (rounded < 1000 || (unit !== '/s' && unit !== '' && unit !== 'B' && unit !== 'ms')) return spell(rounded, unit === '/s' ? '' : unit);
  const thousands = (rounded / 1000).toLocaleString('en', { maximumFractionDigits: 2 });
  return unit === 'ms' ? `${thousands} s` : `${thousands}${unit === 'B' ? ' kB' : 'k'}`;
}

/** Ticks say the unit, titles what is counted. */
export function nameAxis({ title, isLogarithmic }: Axis): string {
  return `${title}${isLogarithmic === true ? ' (logarithmic)' : ''}`;
}
