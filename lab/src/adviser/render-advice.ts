/** What the adviser says, as HTML. */
import { spell } from '../experiments/numbers.ts';
import type { ReportedScheme } from '../report/lab-report.ts';
import { each, escapeText } from '../report/markup.ts';
import { type Advice, advise } from './advise.ts';
import { neededExperiments, type Outcomes, readMeasures } from './measures.ts';
import { clientKinds, type ClientKind, type Profile, profileFields, usualProfile } from './profile.ts';

export function renderAdvice(profile: Profile, outcomes: Outcomes, schemes: readonly ReportedScheme[]): string {
  const measures = readMeasures(outcomes, schemes);
  if (measures.length === 0) {
    const missing = neededExperiments.filter((id) => !outcomes.has(id));
    return `<p class="notice mind">It knows nothing yet: run ${missing.map((id) => `<a href="#${id}">${escapeText(id)}</a>`).join(', ') || 'the other experiments'} first. It is fed with their numbers alone.</p>`;
  }
  const advice = advise(profile, measures);
  return renderChoice(advice) + renderEstimates(advice) + renderFlips(advice);
}

function renderChoice({ choice, reasons }: Advice): string {
  if (choice === undefined) return '<p class="notice mind">Nothing that was measured fits these clients.</p>';
  return `<div class="conclusions"><h3>For this application: ${escapeText(choice.measures.title)}</h3><ul>${each(reasons, (reason) => `<li>${escapeText(reason)}</li>`)}</ul></div>`;
}

function renderEstimates({ estimates, choice }: Advice): string {
  const rows = each(estimates, (one) => {
    const { measures, nodeCores, storeCores, storeGiB, trafficGiB, waitMs, exposedHours, units, obstacle } = one;
    const cells = [
      spell(units, ''),
      spell(nodeCores, ''),
      spell(storeCores, ''),
      spell(storeGiB, ''),
      spell(trafficGiB, ''),
      spell(waitMs, 'ms'),
      spell(exposedHours, ''),
    ];
    const name = `<span class="key k-${measures.id}"></span>${escapeText(measures.title)}`;
    const small = obstacle === '' ? '' : `<small>${escapeText(obstacle)}</small>`;
    return `<tr class="${one === choice ? 'chosen' : obstacle === '' ? '' : 'unfit'}"><th scope="row">${name}${small}</th>${each(cells, (cell) => `<td class="number">${escapeText(cell)}</td>`)}</tr>`;
  });
  const heads = ['units a month', 'cores, nodes', 'cores, store', 'GiB in the store', 'GiB of requests', 'waiting', 'exposed hours'];
  return `<div class="scroll" tabindex="0" role="group" aria-label="Estimates"><table class="numbers"><thead><tr><td></td>${each(heads, (head) => `<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function renderFlips({ flips }: Advice): string {
  if (flips.length === 0)
    return '<p class="soft">No single number, from a thousandth to a thousand times of what it is, would change the choice.</p>';
  const lines = each(
    flips,
    ({ label, unit, now, at, choice }) =>
      `<li>${escapeText(`${label}: from ${spell(at, unit)} ${at > now ? 'up' : 'down'} (now ${spell(now, unit)}), ${choice}.`)}</li>`,
  );
  return `<h3>What would change the choice</h3><ul>${lines}</ul>`;
}

/** For a report, which nobody can ask: the advice for an application of each kind, with usual numbers. */
export function renderUsualAdvice(outcomes: Outcomes, schemes: readonly ReportedScheme[]): string {
  return each(Object.entries(clientKinds), ([kind, title]) => {
    const advice = renderAdvice(usualProfile(kind as ClientKind), outcomes, schemes); // a key of the table
    return `<details><summary>${escapeText(title)}</summary>${advice}</details>`;
  });
}

export const modelInWords: readonly string[] = [
  'Cores of the nodes and of the store are requests a second times the processor time of one request (experiment 8); the store counts where it is asked at all. Everybody is new to every node once in five minutes, and costs what is cold then.',
  'Bytes in the store are people times bytes of one of them, bytes of requests are requests times what the credential adds (experiment 1).',
  'Waiting is the round trip times the number of round trips for which a request waits, which is the slope of latency over distance, and at most the commands that it sends (experiment 2).',
  'Exposed hours are sign-outs times the time for which a copy still works (experiment 4); where that is a token’s expiry, half its lifetime.',
  'Prices are yours to change; the sum is in units. Schemes that do not reach the clients, or whose checking services could forge credentials (experiment 6), are left out. Among those that cost about the same (15 %, or 5 units) the one with the fewest parts is named.',
];

export function renderProfileForm(profile: Profile): string {
  const options = each(
    Object.entries(clientKinds),
    ([kind, title]) => `<option value="${kind}"${kind === profile.clients ? ' selected' : ''}>${escapeText(title)}</option>`,
  );
  const fields = (isPrice: boolean): string =>
    each(
      profileFields.filter((field) => field.isPrice === isPrice),
      ({ name, label, unit }) =>
        `<div class="field"><label for="profile-${name}">${escapeText(label)}${unit === '' ? '' : `, ${escapeText(unit)}`}</label><input id="profile-${name}" name="${name}" inputmode="decimal" value="${profile[name]}"></div>`,
    );
  return `<form class="parameters" id="adviser-form"><div class="field wide"><label for="profile-clients">Who the clients are</label><select id="profile-clients" name="clients">${options}</select></div>${fields(false)}<details class="wide"><summary>Prices</summary><div class="parameters">${fields(true)}</div></details></form>`;
}
