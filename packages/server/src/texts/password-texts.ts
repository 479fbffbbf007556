/** What is said of passwords. */

export interface PasswordTexts {
  readonly heading: string;
  readonly lead: string;
  readonly current: string;
  readonly next: string;
  readonly change: string;
  /** What a new password must be. */
  readonly hint: (minLength: number) => string;
  /** Beside the current password. */
  /** For an account that has none. */
  readonly none: string;
  readonly choose: string;
  readonly currentIsWrong: string;
}
