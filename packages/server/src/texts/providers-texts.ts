/** What pages say about accounts elsewhere. Each `label` is what the provider is called. */

export interface ProvidersTexts {
  readonly continueWith: (label: string) => string;
  /** The page between here and there. */
  readonly leaving: (label: string) => string;
  /** @param host where it leads */
  readonly leavingLead: (host: string) => string;
  readonly goOn: string;
  readonly heading: string;
  readonly lead: string;
  readonly linkWith: (label: string) => string;
  /** Before a date. */
  readonly added: string;
  /** Before a time. */
  readonly lastUsed: string;
  readonly remove: string;
  readonly warning: (label: string) => string;
  readonly removeNow: string;
}
