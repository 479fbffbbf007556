/** What the outbox says in the console, beside what it says anywhere. */
export interface ConsoleOutboxTexts {
  readonly heading: string;
  readonly columns: readonly string[];
}
