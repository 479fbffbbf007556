/** One experiment as HTML: what follows, the numbers with their spread, the pictures, how it was tried. */
import type { Cell, Outcome, Row } from '../experiments/experiment.ts';
import { spellCell, spellSpread } from '../experiments/numbers.ts';
import { drawChart } from './draw/draw-chart.ts';
import { drawSequence } from './draw/draw-sequence.ts';
import type { ReportedScheme } from './lab-report.ts';
import { each, escapeText, paragraphs } from './markup.ts';

export interface Described {
  readonly id: string;
  readonly method: readonly string[];
  readonly wouldChange: readonly string[];
}

/** @param beside lines of how a run before compares, where there was one */
export function renderOutcome(
  experiment: Described,
  outcome: Outcome,
  schemes: readonly ReportedScheme[],
  beside: readonly string[] = [],
): string {
  const titleOf = (id: string): string => schemes.find((scheme) => scheme.id === id)?.title ?? id;
  return [
    `<div class="conclusions"><h3>What follows from the numbers</h3><ul>${each(outcome.conclusions, (line) => `<li>${escapeText(line)}</li>`)}</ul>${each(beside, (line) => `<p class="soft">${escapeText(line)}</p>`)}</div>`,
    renderTable(experiment.id, outcome.rows, schemes),
    outcome.charts.length === 0 ? '' : `<div class="charts">${each(outcome.charts, drawChart)}</div>`,
    outcome.sequences.length === 0
      ? ''
      : `<details class="sequences"><summary>Recorded exchanges (${outcome.sequences.length})</summary><div class="sequence-list">${each(outcome.sequences, (one) => drawSequence(one, titleOf(one.schemeId)))}</div></details>`,
  ].join('');
}

export function renderMethod({ method, wouldChange }: Described): string {
  return `<details class="method"><summary>How it is tried, and what would change it</summary>${paragraphs(method)}<h4>What would change it</h4><ul>${each(wouldChange, (line) => `<li>${escapeText(line)}</li>`)}</ul></details>`;
}

function renderTable(experimentId: string, rows: readonly Row[], schemes: readonly ReportedScheme[]): string {
  const head = each(schemes, ({ id, title }) => `<th scope="col"><span class="key k-${id}"></span>${escapeText(title)}</th>`);
  const body = each(rows, (row) => {
    const hint = row.hint === undefined ? '' : `<small>${escapeText(row.hint)}</small>`;
    const cells = each(schemes, ({ id }) => renderCell(row.cells[id], row.unit));
    return `<tr id="${rowAnchor(experimentId, row.id)}"><th scope="row">${escapeText(row.title)}${hint}</th>${cells}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="group" aria-label="Numbers"><table class="numbers"><thead><tr><td></td>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export function rowAnchor(experimentId: string, rowId: string): string {
  return `row-${experimentId}-${rowId}`;
}

function renderCell(cell: Cell | undefined, unit: string): string {
  if (cell === undefined) return '<td>–</td>';
  if (cell.kind === 'absent') return `<td class="absent">–<small>${escapeText(cell.why)}</small></td>`;
  if (cell.kind === 'verdict') return `<td class="${cell.tone}">${escapeText(cell.text)}</td>`;
  const further = [spellSpread(cell, unit), cell.note ?? ''].filter((text) => text !== '');
  return `<td class="number"><b>${escapeText(spellCell(cell, unit))}</b>${each(further, (text) => `<small>${escapeText(text)}</small>`)}</td>`;
}

/** The summary: the rows that stand for their experiment, each cell a link to where it comes from. */
export function renderSummary(
  experiments: readonly { readonly id: string; readonly number: number; readonly title: string; readonly outcome: Outcome | null }[],
  schemes: readonly ReportedScheme[],
): string {
  const head = each(schemes, ({ id, title }) => `<th scope="col"><span class="key k-${id}"></span>${escapeText(title)}</th>`);
  const rows = each(experiments, (experiment) => {
    const { id, number, title, outcome } = experiment;
    if (outcome === null)
      return `<tr><th scope="row"><a href="#${id}">${number} ${escapeText(title)}</a></th><td class="absent" colspan="${schemes.length}"><a href="#${id}">not run yet</a></td></tr>`;
    return each(
      outcome.rows.filter(({ isHeadline }) => isHeadline === true),
      (row) => {
        const cells = each(schemes, (scheme) => {
          const cell = row.cells[scheme.id];
          const tone = cell?.kind === 'verdict' ? cell.tone : '';
          return `<td class="${tone}"><a href="#${rowAnchor(id, row.id)}">${escapeText(spellCell(cell, row.unit))}</a></td>`;
        });
        return `<tr><th scope="row"><a href="#${id}">${number} ${escapeText(title)}</a><small>${escapeText(row.title)}</small></th>${cells}</tr>`;
      },
    );
  });
  return `<div class="scroll" tabindex="0" role="group" aria-label="Summary"><table class="numbers summary"><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
