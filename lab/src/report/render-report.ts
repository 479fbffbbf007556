/** A report as one HTML file that needs nothing else. */
import { modelInWords, renderUsualAdvice } from '../adviser/render-advice.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { spellMachine } from '../run/machine-facts.ts';
import type { Assets } from './assets.ts';
import { spellComparison } from './compare-reports.ts';
import type { LabReport } from './lab-report.ts';
import { each, escapeText, paragraphs } from './markup.ts';
import { renderMethod, renderOutcome, renderSummary } from './render-experiment.ts';
import { renderIntroduction, renderPage } from './render-page.ts';
import { renderSchemes } from './render-schemes.ts';

export function renderReport(report: LabReport, schemes: readonly Scheme[], { style, script }: Assets): string {
  const outcomes = new Map(report.experiments.map(({ id, outcome }) => [id, outcome]));
  const known = schemes.filter(({ id }) => report.schemes.some((scheme) => scheme.id === id));
  const experiments = each(report.experiments, (experiment) => {
    const { id, number, title, claim, seconds, values, outcome } = experiment;
    const parameters = Object.entries(values).map(([name, numbers]) => `${name} ${numbers.join(', ')}`);
    return `<section class="experiment" id="${id}"><header><h2>${number} ${escapeText(title)}</h2><p class="claim">“${escapeText(claim)}”</p><p class="soft">Took ${seconds.toFixed(0)} s, with ${escapeText(parameters.join('; '))}.</p></header>${renderMethod(experiment)}<div class="outcome">${renderOutcome(experiment, outcome, report.schemes, besideOf(report, id))}</div></section>`;
  });
  return renderPage({
    title: 'Gemel: sessions and JWTs, measured',
    head: `<style>${style}</style><script type="module">${script.replaceAll('</script', '<\\/script')}</script>`,
    isLive: false,
    sections: [
      renderIntroduction(spellMachine(report.machine)),
      `<section class="experiment" id="summary-section"><h2>Summary</h2>${renderSummary(report.experiments, report.schemes)}</section>`,
      experiments,
      `<section class="experiment" id="adviser"><header><h2>9 Which one for me?</h2></header><details class="method"><summary>The model</summary>${paragraphs(modelInWords)}</details><div class="outcome">${renderUsualAdvice(outcomes, report.schemes)}</div></section>`,
      `<section class="experiment"><h2>The schemes, as they were set up</h2><div class="scheme-list">${renderSchemes(known)}</div></section>`,
    ],
    foot: `${quickly(report, schemes)}Run in ${report.seconds.toFixed(0)} s. Credentials in recorded exchanges are shortened.`,
  });
}

function quickly({ size, schemes: tried }: LabReport, schemes: readonly Scheme[]): string {
  if (size !== 'quick') return '';
  const leftOut = schemes.filter(({ id }) => !tried.some((scheme) => scheme.id === id)).map(({ title }) => title);
  return `A quick run: few trials, wide spreads${leftOut.length === 0 ? '' : `, and without ${leftOut.join(' and ')}`}. `;
}

function besideOf({ beside }: LabReport, experimentId: string): readonly string[] {
  const comparison = beside?.experiments.find(({ id }) => id === experimentId);
  return comparison === undefined ? [] : spellComparison(comparison);
}
