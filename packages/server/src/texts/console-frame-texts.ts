/** What stands around every page of the console. */
import type { MessageText } from './message-texts.ts';

export interface ConsoleFrameTexts {
  readonly console: string;
  /** The name of the navigation, for those who hear it. */
  readonly areas: string;
  /** The names of the areas. */
  readonly sections: {
    readonly overview: string;
    readonly users: string;
    readonly sessions: string;
    readonly roles: string;
    readonly keys: string;
    readonly audit: string;
    readonly apiKeys: string;
    readonly outbox: string;
  };
  /** Whether the page follows what happens. */
  readonly live: string;
  readonly notLive: string;
  readonly notForYou: MessageText;
  readonly toOverview: string;
  readonly pager: { readonly label: string; readonly first: string; readonly next: string };
  readonly reason: string;
  readonly reasonHint: string;
}
