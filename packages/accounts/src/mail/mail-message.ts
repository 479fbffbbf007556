/** The port through which mail leaves: one finished message, one function that sends it. */

/** Every reason for which accounts write to somebody; a closed list, so that an application can route or template each by itself. */
export const mailKinds = [
  'verify-email',
  'already-registered',
  'reset-password',
  'invitation',
  'sign-in-link',
  'email-change-verify',
  'email-changed',
  'password-changed',
  'factor-added',
  'factor-removed',
  'recovery-codes-renewed',
  'recovery-code-used',
  'provider-linked',
  'provider-unlinked',
  'suspicious-sign-in',
  'account-disabled',
  'account-deleted',
] as const;

export type MailKind = (typeof mailKinds)[number];

/** A message ready to be sent. Some kinds hold a one-time link or code: log none of it but `id` and `kind`. */
export interface MailMessage {
  /** The same at every attempt to send this message; names nothing else. For `Message-ID`, or the idempotency key of a mail service. */
  readonly id: string;
  readonly kind: MailKind;
  /** One plain address in canonical form, ASCII, without a display name. */
  readonly to: string;
  /** As `mail.from` says; absent where that is left to whoever sends. */
  readonly from?: string;
  /** One line without control characters. */
  readonly subject: string;
  /** Plain text, lines ended by `\n`. */
  readonly text: string;
  /** The same as a document; without pictures, scripts or anything else to fetch. */
  readonly html?: string;
}

/**
 * Sends one message; resolves when it has been taken over. A rejection is tried again for a while, unless its error has
 * `isPermanent: true`, as `permanentMailError` makes it. Never called while a request waits.
 */
export type SendMail = (message: MailMessage) => Promise<void>;

/** An error after which sending the same again is no use, such as a mailbox that does not exist. `code` is logged: no address, no text of a server. */
export function permanentMailError(code: string): Error {
  return Object.assign(new Error('The message was refused for good.'), { code, isPermanent: true });
}
