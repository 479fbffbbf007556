/** What is said of taking one's data along, and of the end of an account. */

export interface LeavingTexts {
  readonly export: {
    readonly heading: string;
    readonly lead: string;
    readonly download: string;
  };
  readonly deletion: {
    readonly heading: string;
    readonly lead: string;
    /** Opens the question. */
    readonly open: string;
    /** @param name the account's e-mail address */
    readonly warning: (name: string) => string;
    readonly confirm: string;
  };
}
