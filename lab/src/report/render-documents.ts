/** The project's own pages out of a committed report: the README's comparison, and which-one.md. */
import { advise } from '../adviser/advise.ts';
import { type Outcomes, readMeasures } from '../adviser/measures.ts';
import { clientKinds, type ClientKind, profileFields, usualProfile } from '../adviser/profile.ts';
import { modelInWords } from '../adviser/render-advice.ts';
import { spell, spellCell, spellSpread } from '../experiments/numbers.ts';
import { spellMachine } from '../run/machine-facts.ts';
import { spellComparison } from './compare-reports.ts';
import type { LabReport, ReportedExperiment } from './lab-report.ts';

/** The rows of the README's table: what it calls them, and where they come from. */
const comparedRows: readonly (readonly [title: string, experiment: string, row: string])[] = [
  ['the store holds, for one person', 'state', 'stored'],
  ['each request carries', 'state', 'sent'],
  ['commands to the store per request', 'scaling', 'commands'],
  ['after a sign-out, a copy is good for', 'revocation', 'sign-out'],
  ['a role is taken away: believed for', 'revocation', 'role'],
  ['the store is cut off: served for', 'outage', 'cut'],
  ['the store forgets everything', 'statelessness', 'flush'],
  ['attacks that succeeded, of all that were tried', 'theft', 'succeeded'],
  ['an overall limit, set short: a session ends after', 'expiry', 'overall'],
  ['the answer to a refresh is lost', 'expiry', 'lost'],
  ['processor time per request, warm', 'cost', 'warm'],
];

/** The comparison as a table in Markdown, its columns as wide as the formatter makes them. */
export function comparisonTable(report: LabReport): string {
  const head = ['', ...report.schemes.map(({ title }) => title)];
  const rows = comparedRows.flatMap(([title, experimentId, rowId]) => {
    const row = report.experiments.find(({ id }) => id === experimentId)?.outcome.rows.find(({ id }) => id === rowId);
    if (row === undefined) return [];
    return [[title, ...report.schemes.map(({ id }) => spellCell(row.cells[id], row.unit))]];
  });
  return markdownTable([head, ...rows]);
}

/** What stands below the table: when, where, and that a run is a run. */
export function comparisonSource(report: LabReport): string {
  const size = report.size === 'quick' ? 'a quick run' : 'a full run';
  return `Measured by \`npm run lab\` (${size}): ${spellMachine(report.machine)}`;
}

export function whichOnePage(report: LabReport): string {
  return [
    '# Which one?',
    '<!-- Generated from lab/results/report.json by scripts/generate-docs.js: run the lab anew, then npm run docs. -->',
    'Sessions, JWTs, or both from one record: what each is good at, tried by experiment. This page is written from a report of the lab; your own machine writes its own: `npm run lab` opens a page on which every experiment can be run, stopped, repeated and changed, and `npm run lab -- --report` writes the whole report as one HTML file and one JSON file (`--quick` with few trials).',
    comparisonSource(report),
    comparisonTable(report),
    ...adviceSection(report),
    ...report.experiments.flatMap(experimentSection(report)),
    '## The schemes',
    report.schemes
      .map(
        ({ title, what, documentation }) =>
          `- **${title}**: ${what} Set up ${spellDocumentation(documentation)}; the program is in [lab/src/nodes](../lab/src/nodes).`,
      )
      .join('\n'),
    '## To add one',
    'A scheme is a node program in `lab/src/nodes` and an entry in `lab/src/schemes/scheme-list.ts`; an experiment is a file in `lab/src/experiments` and an entry in its list; an attack is a file in `lab/src/experiments/theft/attacks`, an entry in its list, and a weak node in `lab/test/attacks.test.ts` at which it succeeds.',
    'This page, the report and the comparison in the README from two new runs: `npm run lab:results`.',
  ]
    .join('\n\n')
    .concat('\n');
}

function spellDocumentation(documentation: string): string {
  return documentation.startsWith('https:')
    ? `as [its makers document it](${documentation})`
    : `as [documented](${documentation.replace(/^docs\//, '')})`;
}

function adviceSection(report: LabReport): readonly string[] {
  const outcomes: Outcomes = new Map(report.experiments.map(({ id, outcome }) => [id, outcome]));
  const measures = readMeasures(outcomes, report.schemes);
  if (measures.length === 0) return [];
  const kinds = Object.keys(clientKinds) as ClientKind[]; // the keys of the table
  const rows = kinds.map((kind) => {
    const { choice, flips } = advise(usualProfile(kind), measures);
    const named = flips
      .slice(0, 3)
      .map(({ label, unit, at, now, choice: other }) => `${lowered(label)} from ${spell(at, unit)} ${at > now ? 'up' : 'down'}: ${other}`);
    return [clientKinds[kind], choice?.measures.title ?? 'nothing that was measured', named.join('; ') || 'no single number'];
  });
  const usual = profileFields.map(({ label, unit, usual: value }) => `${lowered(label)} ${value}${unit === '' ? '' : ` ${unit}`}`);
  return [
    '## For which application',
    `With usual numbers (${usual.join('; ')}), the adviser of the lab names:`,
    markdownTable([['The clients are', 'It names', 'What would change that'], ...rows]),
    'Yours are other numbers: the page of the lab asks for them. The model, fed with the numbers of this report alone:',
    modelInWords.map((line) => `- ${line}`).join('\n'),
  ];
}

function experimentSection(report: LabReport): (experiment: ReportedExperiment) => readonly string[] {
  return ({ id: experimentId, number, title, claim, method, wouldChange, outcome }) => {
    const comparison = report.beside?.experiments.find(({ id }) => id === experimentId);
    const head = ['', ...report.schemes.map((scheme) => scheme.title)];
    const rows = outcome.rows.map((row) => [
      row.title,
      ...report.schemes.map(({ id }) => {
        const cell = row.cells[id];
        const spread = cell?.kind === 'number' ? spellSpread(cell, row.unit) : '';
        return `${spellCell(cell, row.unit)}${spread === '' ? '' : ` (${spread})`}`;
      }),
    ]);
    return [
      `## ${number} ${title}`,
      `Claim: _${claim}_`,
      outcome.conclusions.map((line) => `- ${line}`).join('\n'),
      markdownTable([head, ...rows]),
      ...(comparison === undefined ? [] : spellComparison(comparison)),
      `How it was tried: ${method.join(' ')} What would change it: ${wouldChange.join(' ')}`,
    ];
  };
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

/** For the middle of a sentence; GiB stays what it is. */
function lowered(label: string): string {
  return `${label.slice(0, 1).toLowerCase()}${label.slice(1)}`;
}
