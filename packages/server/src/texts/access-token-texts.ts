/** What is said of the access token that one can try. */

export interface AccessTokenTexts {
  readonly heading: string;
  readonly lead: string;
  readonly show: string;
  readonly showAnother: string;
  /** @param duration such as "5 minutes" */
  readonly warning: (duration: string) => string;
  readonly token: string;
  readonly tryIt: string;
}
