/** What the page of the signing keys says. */
type State = 'next' | 'active' | 'former';

export interface ConsoleKeysTexts {
  readonly title: string;
  readonly lead: string;
  readonly heading: string;
  readonly states: Readonly<Record<State, string>>;
  /** Before the time from which it signs, or signed. */
  readonly since: Readonly<Record<State, string>>;
  readonly rotate: string;
  readonly retire: string;
  readonly retireWarning: string;
  readonly retireButton: string;
}
