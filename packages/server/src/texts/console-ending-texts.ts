/** What the page of an end says: of sessions, or of a key. */
import type { ErrorCode } from '@gemel/protocol';

type Reached = (tookMs: number) => string;

export interface ConsoleEndingTexts {
  readonly title: string;
  /** What is being ended. */
  readonly what: Readonly<Record<'session' | 'user' | 'everyone' | 'key', string>>;
  readonly ended: (count: number) => string;
  readonly underWay: string;
  readonly reach: Readonly<Record<'committed' | 'applied' | 'bounded' | 'unguaranteed', Reached>>;
  readonly failed: (code: ErrorCode) => string;
  readonly nodes: string;
  readonly heard: (heard: number, all: number) => string;
  readonly columns: readonly string[];
  readonly waiting: string;
  readonly after: Reached;
  readonly none: string;
  readonly back: string;
  /** Looks once more, where no script runs. */
  readonly again: string;
}
