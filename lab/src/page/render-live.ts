/** The live page: every experiment with its parameters, its state and what it found last. */
import { modelInWords, renderProfileForm } from '../adviser/render-advice.ts';
import { usualProfile } from '../adviser/profile.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { spell } from '../experiments/numbers.ts';
import { compareOutcomes } from '../report/compare-outcomes.ts';
import { drawLeases } from '../report/draw/draw-leases.ts';
import { reportScheme } from '../report/lab-report.ts';
import { each, escapeText, paragraphs } from '../report/markup.ts';
import { renderMethod, renderOutcome, renderSummary } from '../report/render-experiment.ts';
import { renderIntroduction, renderPage } from '../report/render-page.ts';
import { renderSchemes } from '../report/render-schemes.ts';
import type { ExperimentState, LabState } from '../run/lab-state.ts';
import type { Scheme } from '../schemes/scheme.ts';

export interface Shown {
  readonly experiments: readonly Experiment[];
  readonly schemes: readonly Scheme[];
  readonly lab: LabState;
  readonly machine: string;
}

export function renderLivePage(shown: Shown): string {
  const { experiments, schemes, machine } = shown;
  const jump = each(experiments, ({ id, number, title }) => `<li><a href="#${id}">${number} ${escapeText(title)}</a></li>`);
  return renderPage({
    title: 'Gemel, the lab',
    head: '<link rel="stylesheet" href="/lab.css"><link rel="icon" type="image/svg+xml" href="/mark.svg"><script type="module" src="/lab.js"></script>',
    isLive: true,
    sections: [
      renderIntroduction(machine),
      `<section class="intro"><form class="row"><button class="button" type="button" data-post="/run-all" data-size="quick">Run all, quickly</button><button class="button quiet" type="button" data-post="/run-all" data-size="full">Run all, thoroughly</button><button class="button quiet" type="button" data-post="/stop-all">Stop</button><a class="button quiet" href="/report.html">Report so far</a><a class="button quiet" href="/report.json">as JSON</a></form><ul class="jump">${jump}<li><a href="#adviser">9 Which one for me?</a></li></ul></section>`,
      `<section class="experiment"><h2>Summary</h2><div id="summary">${renderLiveSummary(shown)}</div></section>`,
      ...experiments.map((experiment) => renderLiveExperiment(experiment, shown)),
      `<section class="experiment" id="adviser"><header><h2>9 Which one for me?</h2><p class="claim">“It depends.” On this:</p></header><details class="method"><summary>The model</summary>${paragraphs(modelInWords)}</details>${renderProfileForm(usualProfile('pages'))}<div class="outcome" id="advice"></div></section>`,
      `<section class="experiment"><h2>The schemes, as they are set up</h2><div class="scheme-list">${renderSchemes(schemes)}</div></section>`,
    ],
    foot: 'Everything runs on this machine, and ends when the lab ends. Nothing is asked of anybody else.',
  });
}

export function renderLiveSummary({ experiments, schemes, lab }: Shown): string {
  const found = experiments.map(({ id, number, title }) => ({ id, number, title, outcome: lab.foundBy(id)?.outcome ?? null }));
  return renderSummary(found, schemes.map(reportScheme));
}

function renderLiveExperiment(experiment: Experiment, shown: Shown): string {
  const { id, number, title, claim, parameters } = experiment;
  const fields = each(parameters, ({ name, label, unit, quick, isList }) => {
    const field = `parameter-${id}-${name}`;
    return `<div class="field"><label for="${field}">${escapeText(label)}${unit === '' ? '' : `, ${escapeText(unit)}`}</label><input id="${field}" name="${name}" inputmode="decimal" value="${quick.join(', ')}"${isList ? ' aria-description="several, with commas"' : ''}></div>`;
  });
  return `<section class="experiment" id="${id}"><header><h2>${number} ${escapeText(title)}</h2><p class="claim">“${escapeText(claim)}”</p></header>${renderMethod(experiment)}<form class="stack"><details><summary>Parameters</summary><div class="parameters">${fields}</div></details><div class="row"><button class="button" type="button" data-post="/run/${id}">Run</button><button class="button quiet" type="button" data-post="/run/${id}" data-size="full">Run thoroughly</button><button class="button quiet" type="button" data-post="/stop/${id}">Stop</button></div></form><div class="status" id="status-${id}" role="status">${renderStatus(id, shown)}</div><div class="live" id="live-${id}">${renderPicture(id, shown)}</div><div class="outcome" id="outcome-${id}">${renderFound(experiment, shown)}</div></section>`;
}

/** What the nodes are doing while it runs; nothing where it does not. */
export function renderPicture(id: string, { lab }: Shown): string {
  const picture = lab.pictureOf(id);
  return picture === null ? '' : drawLeases(picture);
}

export function renderStatus(id: string, { lab, schemes }: Shown): string {
  const state = lab.stateOf(id);
  switch (state.kind) {
    case 'idle':
      return '<span class="soft">Not run yet.</span>';
    case 'queued':
      return '<span class="soft">Waits for the one that runs.</span>';
    case 'running':
      return `<progress max="1" value="${state.done}"></progress><span>${escapeText(spellProgress(state))}</span>`;
    case 'stopped':
      return '<span class="soft">Stopped.</span>';
    case 'failed':
      return `<p class="notice wrong">It failed: ${escapeText(state.message)}</p>`;
    case 'finished':
      return `<span class="soft">Took ${spell(Number(state.seconds.toFixed(1)), 's')}.</span>${state.isRepeated ? renderComparison(id, lab, schemes) : ''}`;
    default:
      return '';
  }
}

export function spellProgress({ what, secondsLeft, done }: Extract<ExperimentState, { kind: 'running' }>): string {
  const left = secondsLeft === null ? '' : `, about ${spell(Math.ceil(secondsLeft), 's')} left`;
  return `${(done * 100).toFixed(0)} %${left}. ${what}`;
}

function renderComparison(id: string, lab: LabState, schemes: readonly Scheme[]): string {
  const [before, now] = [lab.foundBefore(id), lab.foundBy(id)];
  if (before === null || now === null) return '';
  const { numbers, again, otherwise } = compareOutcomes(
    before.outcome,
    now.outcome,
    (one) => schemes.find((scheme) => scheme.id === one)?.title ?? one,
  );
  const list =
    otherwise.length === 0
      ? ''
      : `<details><summary>What came out otherwise (${otherwise.length})</summary><ul>${each(otherwise, (line) => `<li>${escapeText(line)}</li>`)}</ul></details>`;
  return `<span class="soft">Beside the run before: ${again} of ${numbers} numbers came again, within 25 % or within their spreads.</span>${list}`;
}

export function renderFound(experiment: Experiment, { lab, schemes }: Shown): string {
  const found = lab.foundBy(experiment.id);
  return found === null ? '' : renderOutcome(experiment, found.outcome, schemes.map(reportScheme));
}
