/** Two runs of one experiment: which numbers and conclusions came again, and which did not. */
import type { Cell, Outcome } from '../experiments/experiment.ts';
import { noiseRatio, ratioOf, spellCell } from '../experiments/numbers.ts';

export interface Comparison {
  /** Numbers that stand in both. */
  readonly numbers: number;
  /** Of them, within a quarter of each other, or with spreads that meet. */
  readonly again: number;
  /** What came out otherwise, one line each; verdicts as well. */
  readonly otherwise: readonly string[];
  /** Conclusions of the later run that the earlier one did not draw, their numbers aside: they are within noise. */
  readonly newConclusions: readonly string[];
}

export function compareOutcomes(before: Outcome, now: Outcome, titleOf: (schemeId: string) => string): Comparison {
  let numbers = 0;
  let again = 0;
  const otherwise: string[] = [];
  for (const row of now.rows) {
    const earlier = before.rows.find(({ id }) => id === row.id);
    for (const [schemeId, cell] of Object.entries(row.cells)) {
      const old = earlier?.cells[schemeId];
      if (old === undefined) continue;
      const areNumbers = old.kind === 'number' && cell.kind === 'number';
      if (areNumbers) numbers++;
      if (isSame(old, cell)) again += areNumbers ? 1 : 0;
      else otherwise.push(`${titleOf(schemeId)}, ${row.title}: ${spellCell(old, row.unit)}, now ${spellCell(cell, row.unit)}`);
    }
  }
  const said = new Set(before.conclusions.map(withoutNumbers));
  return { numbers, again, otherwise, newConclusions: now.conclusions.filter((line) => !said.has(withoutNumbers(line))) };
}

function isSame(old: Cell, cell: Cell): boolean {
  if (old.kind === 'verdict' && cell.kind === 'verdict') return old.tone === cell.tone;
  if (old.kind !== 'number' || cell.kind !== 'number') return old.kind === cell.kind;
  const doSpreadsMeet = old.low <= cell.high && cell.low <= old.high;
  return doSpreadsMeet || ratioOf(old.value, cell.value) <= noiseRatio;
}

/** What is said, whatever the numbers in it are. */
function withoutNumbers(line: string): string {
  return line.replaceAll(/\d[\d.,]*( ?(?:µs|ms|s|min|B|KiB|\/s|×)(?![\p{L}]))?/gu, '#').replaceAll(/# to #/g, '#');
}
