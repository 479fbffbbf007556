/** What the outbox page of development says. */
export interface OutboxTexts {
  readonly title: string;
  readonly lead: string;
  readonly empty: string;
  readonly to: (address: string) => string;
  readonly asHtml: string;
}
