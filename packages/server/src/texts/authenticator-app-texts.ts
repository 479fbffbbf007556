/** What is said of the authenticator app. */

export interface AuthenticatorAppTexts {
  readonly heading: string;
  readonly lead: string;
  readonly setUp: string;
  /** What to do with the QR code. */
  readonly scan: string;
  /** The QR code, in words. */
  readonly picture: string;
  readonly secret: string;
  readonly firstCode: string;
  readonly firstCodeHint: string;
  readonly confirm: string;
  readonly name: string;
  readonly isOn: string;
  /** Before a date. */
  readonly added: string;
  /** Before a time such as "5 minutes ago". */
  readonly lastUsed: string;
  readonly remove: string;
  readonly warning: string;
  readonly removeNow: string;
}
