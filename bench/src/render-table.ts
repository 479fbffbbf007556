/** Writes a table as Markdown, which is what the console and the results file show. */
import type { Figure } from './figure.ts';
import { type Bar, isMet, type Table } from './table.ts';

/** Returns the table, its notes and its bars as Markdown. */
export function renderTable(table: Table): string {
  const header = ['', ...table.columns.map((column) => column.title)];
  const groups = [...new Set(table.rows.map((row) => row.group))];
  const blocks = groups.map((group) => {
    const rows = table.rows.filter((row) => row.group === group);
    const cells = rows.map((row) => [row.name, ...table.columns.map((column) => renderFigure(row.figures[column.id]))]);
    return `**${group}**\n\n${alignCells([header, ...cells])}`;
  });
  const bars = table.bars.length === 0 ? [] : [renderBars(table.bars)];
  const notes = table.notes.map((note) => `- ${note}`).join('\n');
  return [`## ${table.title}`, ...blocks, ...bars, ...(notes === '' ? [] : [notes])].join('\n\n');
}

/** Returns bars as a Markdown table: what was asked, what was measured, met or missed. */
export function renderBars(bars: readonly Bar[]): string {
  const cells = bars.map((bar) => [
    bar.text,
    `${bar.isLeast === true ? '≥' : '≤'} ${bar.limit}`,
    bar.measured === null ? '–' : number(bar.measured),
    verdictOf(bar),
  ]);
  return alignCells([['bar', 'limit', 'measured', ''], ...cells]);
}

function verdictOf(bar: Bar): string {
  if (bar.measured === null) return 'not to be told: it is within the noise';
  return isMet(bar) ? 'met' : '**missed**';
}

function renderFigure(figure: Figure | undefined): string {
  if (figure === undefined) return '–';
  const { median, low, high } = figure;
  return low === high ? number(median) : `${number(median)} (${number(low)} to ${number(high)})`;
}

function number(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function alignCells(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
