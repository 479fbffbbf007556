/** A recorded exchange as a sequence diagram: who said what to whom, and after how many milliseconds. */
import type { Sequence } from '../../experiments/experiment.ts';
import type { Exchange } from '../../fleet/recorder.ts';
import { each, escapeText } from '../markup.ts';

const width = 760;
const left = 80;
const stepHeight = 40;
const most = 28;

export function drawSequence({ title, schemeId, parties, exchanges }: Sequence, schemeTitle: string): string {
  const shown = exchanges.slice(0, most);
  const present = parties.filter((party) => shown.some(({ from, to }) => from === party || to === party));
  const gap = (width - left - 90) / Math.max(1, present.length - 1);
  const place = (party: string): number => left + 45 + Math.max(0, present.indexOf(party)) * gap;
  const height = 46 + shown.length * stepHeight;
  const lanes = each(present, (party) => {
    const x = place(party);
    return `<line class="lifeline" x1="${x}" x2="${x}" y1="34" y2="${height}"/><text class="party" x="${x}" y="22" text-anchor="middle">${escapeText(namesOf[party] ?? party)}</text>`;
  });
  const steps = each(shown, (exchange, index) => drawStep(exchange, 50 + index * stepHeight, place));
  const rest = exchanges.length > most ? `<p class="soft">${exchanges.length - most} more exchanges are not shown.</p>` : '';
  const caption = `${schemeTitle}: ${title}`;
  return `<figure class="chart sequence k-${schemeId}"><figcaption>${escapeText(caption)} <button class="button quiet small" type="button" data-play hidden>Play</button></figcaption><div class="scroll" tabindex="0" role="group" aria-label="${escapeText(caption)}"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(caption)}">${lanes}${steps}</svg></div>${rest}</figure>`;
}

const namesOf: Readonly<Record<string, string>> = { A: 'node A', B: 'node B', store: 'store' };

function drawStep({ atMs, tookMs, from, to, text, reply, tone }: Exchange, y: number, place: (party: string) => number): string {
  const [start, end] = [place(from), place(to)];
  const direction = end > start ? 1 : -1;
  const middle = (start + end) / 2;
  const arrow = (x1: number, x2: number, at: number, kind: string): string => {
    const towards = x2 > x1 ? 1 : -1;
    const whole = kind.startsWith('reply') ? '' : ' pathLength="1"'; // what is drawn as it is played
    return `<path class="arrow ${kind}"${whole} d="M${x1} ${at}H${x2}M${x2 - towards * 7} ${at - 4}L${x2} ${at}L${x2 - towards * 7} ${at + 4}"/>`;
  };
  const time = `<text class="tick" x="4" y="${y + 4}">${atMs < 1000 ? `${atMs.toFixed(0)} ms` : `${(atMs / 1000).toFixed(1)} s`}</text>`;
  const said = `<text class="said" x="${middle}" y="${y - 5}" text-anchor="middle">${escapeText(text)}</text>`;
  const answer =
    reply === null
      ? ''
      : `${arrow(end - direction * 4, start + direction * 4, y + 12, `reply ${tone}`)}<text class="said ${tone}" x="${middle}" y="${y + 24}" text-anchor="middle">${escapeText(reply)}, ${tookMs.toFixed(0)} ms</text>`;
  return `<g class="step" data-at="${atMs.toFixed(0)}">${time}${said}${arrow(start, end, y, reply === null ? 'small' : '')}${answer}</g>`;
}
