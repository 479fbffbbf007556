/** Sentences that are drawn from numbers. */
import type { Scheme } from '../schemes/scheme.ts';
import type { Cell, NumberCell, Row } from './experiment.ts';
import { differs, ratioOf, spell } from './numbers.ts';

interface Ranked {
  readonly title: string;
  readonly cell: NumberCell;
}

/**
 * Says who is lowest and by how much the others are above it; schemes between which no difference is seen are named together, in the order of
 * the columns.
 *
 * @param lowest how to call the best, such as `Least CPU`
 */
export function rankLowest(row: Row, schemes: readonly Scheme[], lowest: string): string {
  return rank(row, schemes, { word: lowest, isLowBest: true });
}

/** As `rankLowest`, where more is better. */
export function rankHighest(row: Row, schemes: readonly Scheme[], highest: string): string {
  return rank(row, schemes, { word: highest, isLowBest: false });
}

function rank(row: Row, schemes: readonly Scheme[], { word, isLowBest }: { readonly word: string; readonly isLowBest: boolean }): string {
  const inOrder = rankedOf(row, schemes);
  const left = new Set(inOrder.toSorted((one, other) => (one.cell.value - other.cell.value) * (isLowBest ? 1 : -1)));
  const tiers: (readonly Ranked[])[] = [];
  for (const best of left) {
    const tier = inOrder.filter((one) => left.has(one) && (one === best || !differs(best.cell, one.cell)));
    for (const one of tier) left.delete(one);
    tiers.push(tier);
  }
  const [first, ...further] = tiers;
  if (first === undefined) return `${word}: nothing was measured.`;
  if (further.length === 0 && first.length > 1)
    return `${word}: no difference seen; all are about ${spellTier(first, row.unit)} (${namesOf(first)}).`;
  const least = edgeOf(first, isLowBest);
  const then = further.map((tier) => `${namesOf(tier)} ${spellTier(tier, row.unit)}${timesOf(least, edgeOf(tier, isLowBest))}`);
  const same = first.length === 1 ? '' : ', between which no difference is seen';
  return `${word}: ${namesOf(first)} with ${spellTier(first, row.unit)}${same}.${then.length === 0 ? '' : ` Then ${then.join(', ')}.`}`;
}

function edgeOf(tier: readonly Ranked[], isLowBest: boolean): number {
  const values = tier.map(({ cell }) => cell.value);
  return isLowBest ? Math.min(...values) : Math.max(...values);
}

function spellTier(tier: readonly Ranked[], unit: string): string {
  const [low, high] = [spell(edgeOf(tier, true), unit), spell(edgeOf(tier, false), unit)];
  return low === high ? low : `${low} to ${high}`;
}

function timesOf(best: number, other: number): string {
  const ratio = ratioOf(best, other);
  if (!Number.isFinite(ratio)) return '';
  return ` (${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}×)`;
}

function rankedOf(row: Row, schemes: readonly Scheme[]): readonly Ranked[] {
  return schemes.flatMap(({ id, title }) => {
    const cell = row.cells[id];
    return cell?.kind === 'number' && Number.isFinite(cell.value) ? [{ title, cell }] : [];
  });
}

function namesOf(ranked: readonly { readonly title: string }[]): string {
  return joinNames(ranked.map(({ title }) => title));
}

export function joinNames(names: readonly string[]): string {
  if (names.length === 0) return 'nobody';
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Groups schemes whose cells say the same, in the order of the columns. */
export function groupByText(
  row: Row,
  schemes: readonly Scheme[],
  textOf: (cell: Cell) => string,
): readonly { readonly text: string; readonly names: string }[] {
  const groups = new Map<string, string[]>();
  for (const { id, title } of schemes) {
    const cell = row.cells[id];
    if (cell === undefined || cell.kind === 'absent') continue;
    const text = textOf(cell);
    groups.set(text, [...(groups.get(text) ?? []), title]);
  }
  return [...groups].map(([text, names]) => ({ text, names: joinNames(names) }));
}
