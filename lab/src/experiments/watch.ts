/** Watches what a node answers to one credential over a while, and says it in spans. */
import { setTimeout } from 'node:timers/promises';
import type { Credential } from '../fleet/credential.ts';
import type { LabNode } from '../fleet/lab-node.ts';
import { nowMs } from '../fleet/recorder.ts';
import type { TimelineChart } from './chart.ts';
import type { NumberCell } from './experiment.ts';
import { measured, throughout } from './numbers.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
  /** 0 where no answer came. */
  readonly status: number;
}

export interface Watching {
  /** By `nowMs`; spans are counted from it. */
  readonly since: number;
  readonly forMs: number;
  readonly pauseMs: number;
  /** How long an answer is waited for. */
  readonly patienceMs: number;
  readonly as?: string;
  /** Told of each answer as it comes. */
  onAnswer?(status: number): void;
  /** Ends the watching before its time. */
  isEnough?(status: number): boolean;
}

export async function watchAnswers(node: LabNode, credential: Pick<Credential, 'headers'>, watching: Watching): Promise<readonly Span[]> {
  const { since, forMs, pauseMs, patienceMs, as = 'ada', isEnough, onAnswer } = watching;
  const spans: Span[] = [];
  for (let at = nowMs() - since; at < forMs; at = nowMs() - since) {
    const { status } = await node.ask(credential, { patienceMs, as });
    onAnswer?.(status);
    const last = spans.at(-1);
    const to = nowMs() - since;
    if (last?.status === status) spans[spans.length - 1] = { ...last, to };
    else spans.push({ from: last?.to ?? at, to, status });
    if (isEnough?.(status) === true) break;
    await setTimeout(pauseMs);
  }
  return spans;
}

/** Milliseconds until the first answer that is not 200, each time; as a cell that says what came then, or that nothing else did. */
export function servedFor(times: readonly (readonly Span[])[], forMs: number): NumberCell {
  const ends = times.map((spans) => spans.find(({ status }) => status !== 200));
  const values = times.map((spans, index) => {
    const end = ends[index];
    if (end === undefined) return forMs;
    return end === spans[0] ? 0 : end.from;
  });
  const notes = new Set(ends.map((end) => (end === undefined ? throughout : `then ${describeStatus(end.status)}`)));
  return measured(values, [...notes].toSorted().join('; '));
}

export function describeStatus(status: number): string {
  if (status === 0) return 'no answer';
  return status >= 500 ? `${status}: not now` : `${status}: sign in again`;
}

/** For a timeline: letting in is good or bad, as the question is. */
export function drawSpans(spans: readonly Span[], isServingGood: boolean): TimelineChart['lanes'][number]['spans'] {
  return spans.map(({ from, to, status }) => {
    if (status === 200) return { from, to, tone: isServingGood ? 'good' : 'bad', text: 'let in' };
    return { from, to, tone: isServingGood ? 'bad' : 'good', text: describeStatus(status) };
  });
}
