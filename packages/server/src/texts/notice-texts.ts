/** What a page says after something was done: a fixed vocabulary, so that a URL can name a text and never bring one. */

/** The keys are the names in `?notice=`. */
export interface NoticeTexts {
  readonly 'signed-up': string;
  readonly 'signed-up-unconfirmed': string;
  readonly 'confirmation-sent': string;
  readonly 'signed-out': string;
  readonly 'signed-out-everywhere': string;
  readonly 'second-step-over': string;
  readonly 'link-sent': string;
  readonly 'email-verified': string;
  readonly 'email-verification-sent': string;
  readonly 'email-change-sent': string;
  readonly 'email-changed': string;
  readonly 'email-change-undone': string;
  readonly 'password-reset': string;
  readonly 'password-chosen': string;
  readonly ended: string;
  readonly 'session-ended': string;
  readonly 'others-ended': string;
  readonly 'app-added': string;
  readonly 'app-removed': string;
  readonly 'passkey-added': string;
  readonly 'passkey-renamed': string;
  readonly 'passkey-removed': string;
  readonly 'enrolment-over': string;
  readonly 'provider-linked': string;
  readonly 'provider-linked-others-ended': string;
  readonly 'provider-limit': string;
  readonly 'provider-unlinked': string;
  readonly 'provider-failed': string;
  readonly 'provider-taken': string;
  readonly 'provider-unavailable': string;
  readonly 'password-changed': string;
  readonly 'account-deleted': string;
}

export type NoticeName = keyof NoticeTexts;

/** Returns the text for a name in `?notice=`, or undefined for any other name. */
export function noticeText(notices: NoticeTexts, name: string | undefined): string | undefined {
  return new Map<string, string>(Object.entries(notices)).get(name ?? '');
}
