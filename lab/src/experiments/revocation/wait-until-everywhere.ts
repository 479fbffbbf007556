/** An end that is acknowledged only when it holds on every node: how long that takes, and what it then promises. */
import { nowMs } from '../../fleet/recorder.ts';
import type { Fleet } from '../../fleet/start-fleet.ts';
import type { Reached } from '../../nodes/node-setup.ts';
import type { Scheme } from '../../schemes/scheme.ts';
import { joinNames } from '../conclude.ts';
import { type ByScheme, cellsOf } from '../each-scheme.ts';
import type { Cell, Row } from '../experiment.ts';
import { absent, measured, spell } from '../numbers.ts';
import { expectAccepted, pollWhile } from '../poll.ts';

export interface Waited {
  /** Milliseconds until it was acknowledged, by trial. */
  readonly tookMs: readonly number[];
  /** Milliseconds after the acknowledgement for which a copy was still let in anywhere, by trial. */
  readonly afterMs: readonly number[];
  readonly reach: Reached['reach'];
}

export interface WaitPlan {
  readonly trials: number;
  readonly patienceMs: number;
  /** A node that the store cannot be reached from meanwhile; null for none. */
  readonly cutOff: number | null;
}

/** Null where the scheme knows no such wait. */
export async function waitUntilEverywhere(fleet: Fleet, { trials, patienceMs, cutOff }: WaitPlan): Promise<Waited | null> {
  const tookMs: number[] = [];
  const afterMs: number[] = [];
  let reach: Reached['reach'] | null = null;
  for (let index = 0; index < trials; index++) {
    const subject = `everywhere-${cutOff ?? 'none'}-${index}`;
    const credential = await fleet.node(0).signIn({ subject });
    for (const node of fleet.nodes) await expectAccepted(node, credential);
    if (cutOff !== null) await fleet.network('cut', cutOff);
    const began = nowMs();
    const reached = await fleet.node(0).endEverywhere(subject);
    tookMs.push(nowMs() - began);
    if (reached === null) return null;
    reach = reached.reach;
    const patience = { since: nowMs(), patienceMs, asking: { as: 'thief' } };
    const polled = await Promise.all(fleet.nodes.map((node) => pollWhile(node, credential, patience)));
    afterMs.push(Math.round(Math.max(...polled.map(({ lastAcceptedMs }) => lastAcceptedMs))));
    if (cutOff !== null) await fleet.network('heal', cutOff);
  }
  return reach === null ? null : { tookMs, afterMs, reach };
}

export interface WaitFound {
  readonly everywhere: Waited | null;
  /** The same, while a node cannot reach the store. */
  readonly everywhereCut: Waited | null;
}

const none = 'does not apply: it cannot wait, and acknowledges what its store knows';

/** What the acknowledgement says of itself. */
const promises: Readonly<Record<Reached['reach'], string>> = {
  applied: 'every node has said that it refuses',
  bounded: 'the bound has passed for the node that said nothing',
  unguaranteed: 'a node that said nothing may still accept',
};

export function createWaitRows(found: ByScheme<WaitFound>): readonly Row[] {
  return [
    {
      id: 'everywhere-ack',
      title: 'ended, and waited until that holds everywhere: acknowledged after',
      unit: 'ms',
      hint: 'what the acknowledgement then promises stands beside it',
      cells: cellsOf(found, ({ everywhere }) => ackCell(everywhere)),
    },
    {
      id: 'everywhere-after',
      title: 'and after that acknowledgement, a copy is good for',
      unit: 'ms',
      cells: cellsOf(found, ({ everywhere }) => afterCell(everywhere)),
    },
    {
      id: 'everywhere-cut',
      title: 'the same while node B cannot reach the store: acknowledged after',
      unit: 'ms',
      cells: cellsOf(found, ({ everywhereCut }) => ackCell(everywhereCut)),
    },
    {
      id: 'everywhere-cut-after',
      title: 'and after that acknowledgement, a copy is good for',
      unit: 'ms',
      hint: 'at node B as well',
      cells: cellsOf(found, ({ everywhereCut }) => afterCell(everywhereCut)),
    },
  ];
}

function ackCell(waited: Waited | null): Cell {
  return waited === null ? absent(none) : measured(waited.tookMs, promises[waited.reach]);
}

function afterCell(waited: Waited | null): Cell {
  return waited === null ? absent(none) : measured(waited.afterMs);
}

export function concludeWait(found: ByScheme<WaitFound>, schemes: readonly Scheme[]): readonly string[] {
  const able = schemes.flatMap(({ id, title }) => {
    const { everywhere = null, everywhereCut = null } = found.get(id) ?? {};
    return everywhere === null || everywhereCut === null ? [] : [{ title, everywhere, everywhereCut }];
  });
  const unable = schemes.filter(({ id }) => found.get(id)?.everywhere === null).map(({ title }) => title);
  return [
    ...able.map(({ title, everywhere, everywhereCut }) => {
      const well = `${spellMedian(everywhere)} (${promises[everywhere.reach]})`;
      const cut = `${spellMedian(everywhereCut)} while a node could not reach the store (${promises[everywhereCut.reach]})`;
      return `${title} can wait until an end holds everywhere: acknowledged after ${well}, and after ${cut}.`;
    }),
    ...(unable.length === 0 ? [] : [`No such wait: ${joinNames(unable)}.`]),
  ];
}

function spellMedian({ tookMs }: Waited): string {
  return spell(measured(tookMs).value, 'ms');
}
