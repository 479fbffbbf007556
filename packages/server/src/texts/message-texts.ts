/** What a page says that only says one thing: nothing here, or out of order. */
import type { ErrorCode } from '@gemel/protocol';

export interface MessageTexts {
  readonly notFound: MessageText;
  readonly crossSite: MessageText;
  /** Any other refusal. */
  readonly refused: (code: ErrorCode) => MessageText;
  readonly fault: MessageText;
  readonly toStart: string;
  readonly again: string;
}

export interface MessageText {
  readonly title: string;
  readonly text: string;
}
