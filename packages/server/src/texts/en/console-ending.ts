/** The page of an end, in English. */
import { errorTable } from '@gemel/protocol';
import type { ConsoleEndingTexts } from '../console-ending-texts.ts';

const spell = (tookMs: number): string => (tookMs < 10 ? `${tookMs.toFixed(1)} ms` : `${Math.round(tookMs)} ms`);

export const consoleEnding: ConsoleEndingTexts = {
  title: 'Ending',
  what: { session: 'One session.', user: 'All sessions of one person.', everyone: 'The sessions of everybody.', key: 'A signing key.' },
  ended: (count) => (count === 0 ? 'There was nothing left to end.' : `${count} ${count === 1 ? 'session has' : 'sessions have'} ended.`),
  underWay: 'Waiting for every node to say that it refuses.',
  reach: {
    committed: (tookMs) => `Written after ${spell(tookMs)}; no node accepts it later than the bound.`,
    applied: (tookMs) => `Every node refuses, ${spell(tookMs)} after it was written.`,
    bounded: (tookMs) => `Every node refuses, or trusts nothing any more, ${spell(tookMs)} after it was written.`,
    unguaranteed: () => 'Written, but a node goes on accepting when its lease runs out, or the nodes are not known.',
  },
  failed: (code) => errorTable[code].summary,
  nodes: 'Nodes',
  heard: (heard, all) => `${heard} of ${all} have said that they refuse.`,
  columns: ['Node', 'Heard'],
  waiting: 'not yet',
  after: (tookMs) => `after ${spell(tookMs)}`,
  none: 'No node has been asked yet.',
  back: 'Back',
  again: 'Look again',
};
