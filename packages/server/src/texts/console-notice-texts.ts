/** What a page of the console says after something was done: a fixed vocabulary, so that a URL can name a text and never bring one. */

/** The keys are the names in `?notice=`. */
export interface ConsoleNoticeTexts {
  readonly 'signed-out': string;
  readonly 'second-step-over': string;
  readonly ended: string;
  readonly 'user-created': string;
  readonly 'user-disabled': string;
  readonly 'user-enabled': string;
  readonly 'user-deleted': string;
  readonly 'reset-link-sent': string;
  readonly 'user-invited': string;
  readonly 'second-factor-ended': string;
  readonly 'role-given': string;
  readonly 'role-taken': string;
  readonly 'role-defined': string;
  readonly 'role-removed': string;
  readonly 'keys-rotated': string;
  readonly 'api-key-revoked': string;
}

export type ConsoleNoticeName = keyof ConsoleNoticeTexts;

/** Returns the text for a name in `?notice=`, or undefined for any other name. */
export function consoleNoticeText(notices: ConsoleNoticeTexts, name: string | undefined): string | undefined {
  return new Map<string, string>(Object.entries(notices)).get(name ?? '');
}
