/** Writes a report for a terminal: one table per experiment, and what follows from it. */
import type { Cell } from '../experiments/experiment.ts';
import { spellCell, spellSpread } from '../experiments/numbers.ts';
import { spellMachine } from '../run/machine-facts.ts';
import type { LabReport, ReportedExperiment } from './lab-report.ts';

const lineLength = 116;

export function renderText(report: LabReport): string {
  return [
    ...wrap(spellMachine(report.machine), ''),
    ...report.experiments.flatMap((experiment) => ['', ...renderExperiment(experiment, report)]),
  ].join('\n');
}

function renderExperiment({ number, title, claim, outcome }: ReportedExperiment, { schemes }: LabReport): readonly string[] {
  const rows = outcome.rows.flatMap((row) => [
    `  ${row.title}`,
    ...schemes.flatMap((scheme) => {
      const cell = row.cells[scheme.id];
      return cell === undefined ? [] : wrap(`${scheme.title.padEnd(18)}${describe(cell, row.unit)}`, '      ');
    }),
  ]);
  return [
    `${number} ${title}`,
    ...wrap(`Claim: ${claim}`, '  '),
    '',
    ...rows,
    '',
    ...outcome.conclusions.flatMap((line) => wrap(line, '  - ')),
  ];
}

function describe(cell: Cell, unit: string): string {
  if (cell.kind === 'absent') return `– (${cell.why})`;
  if (cell.kind === 'verdict') return cell.text;
  const further = [spellSpread(cell, unit), cell.note ?? ''].filter((text) => text !== '').join('; ');
  return `${spellCell(cell, unit)}${further === '' ? '' : ` (${further})`}`;
}

function wrap(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (line.length + word.length + 1 > lineLength && line.trim() !== '') {
      lines.push(line);
      line = ' '.repeat(indent.length + 2);
    }
    line += line.trim() === '' || line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
