/** Writes the lab's report for a console: one table per experiment, and what it means. */
import type { ExperimentReport, LabReport } from './run-lab.ts';

const lineLength = 110;

export function renderReport(report: LabReport): string {
  const schemes = report.schemes.map(({ title, shares }) => `  ${title}: ${shares}`);
  return [
    `Two node processes per scheme, on this machine, just now (${report.seconds.toFixed(0)} s). The two share:`,
    ...schemes,
    ...report.experiments.flatMap((experiment) => ['', ...renderExperiment(experiment, report)]),
  ].join('\n');
}

function renderExperiment(experiment: ExperimentReport, { schemes }: LabReport): readonly string[] {
  const table = experiment.rows.map((row) => [row.title, ...schemes.map(({ id }) => experiment.findings[id]?.[row.id]?.text ?? '–')]);
  const explanation = experiment.explanation.flatMap((paragraph) => wrap(paragraph));
  return [experiment.question, '', ...alignCells([['', ...schemes.map(({ title }) => title)], ...table]), '', ...explanation];
}

function alignCells(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  const rule = `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`;
  return [lines[0] ?? '', rule, ...lines.slice(1)];
}

function wrap(paragraph: string): readonly string[] {
  const lines: string[] = [];
  let line = '  -';
  for (const word of paragraph.split(' ')) {
    if (line.length + word.length + 1 > lineLength) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
