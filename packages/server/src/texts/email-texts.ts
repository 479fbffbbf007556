/** What the panel of the e-mail address says. */

export interface EmailTexts {
  readonly heading: string;
  readonly lead: (email: string) => string;
  readonly isVerified: string;
  readonly isUnverified: string;
  readonly sendAgain: string;
  readonly next: string;
  readonly hint: string;
  readonly change: string;
}
