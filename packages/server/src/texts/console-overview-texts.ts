/** What the overview of the console says. */
import type { Seconds } from '@gemel/protocol';
import type { NodeStanding } from 'gemel';

/** A table: its heading, a sentence, and its columns. */
export interface ConsoleTableTexts {
  readonly heading: string;
  readonly lead: string;
  readonly columns: readonly string[];
}

export interface ConsoleOverviewTexts {
  readonly title: string;
  readonly lead: string;
  /** The row of facts, by their ids. */
  readonly status: {
    readonly store: string;
    readonly feed: string;
    readonly lease: string;
    readonly lag: string;
    readonly bound: string;
    readonly nodes: string;
    readonly readers: string;
    readonly hashing: string;
    readonly mail: string;
  };
  readonly answers: string;
  readonly silent: string;
  readonly fresh: string;
  readonly stale: string;
  readonly unknown: string;
  readonly seconds: (seconds: Seconds) => string;
  readonly waiting: (running: number, waiting: number) => string;
  readonly noMail: string;
  readonly mailed: (sent: number, waiting: number, failed: number) => string;
  /** The charts as a whole, for those who hear the page. */
  readonly charts: string;
  readonly chart: Readonly<Record<'signIns' | 'refreshes' | 'refusals' | 'revocations' | 'cache' | 'feed', string>>;
  /** Lines of a chart that has two. */
  readonly series: Readonly<Record<'signIns' | 'refreshes' | 'refusals' | 'revocations' | 'hits' | 'reads' | 'lease' | 'lag', string>>;
  readonly unit: { readonly perSecond: string; readonly seconds: string };
  readonly now: string;
  readonly inWindow: string;
  readonly sinceStart: string;
  /** The ends of the time axis. */
  readonly past: string;
  readonly present: string;
  readonly none: string;
  readonly refusals: ConsoleTableTexts;
  readonly ends: ConsoleTableTexts;
  readonly fleet: ConsoleTableTexts;
  /** How many there are, and how many of them want to be looked at. */
  readonly nodes: (count: number, troubled: number) => string;
  readonly ownNode: (name: string) => string;
  /** What a node said last, and how long ago. */
  readonly standing: Readonly<Record<NodeStanding, (ago: Seconds, isThisOne: boolean) => string>>;
  /** Of a lag that went on growing. */
  readonly moreThan: (seconds: Seconds) => string;
  /** Of a node to which the bound does not apply. */
  readonly acceptsStale: string;
}
