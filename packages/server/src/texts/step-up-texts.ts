/** What the page says that asks a signed-in visitor to prove anew who it is. */

export interface StepUpTexts {
  readonly title: string;
  /** @param name whose session it is */
  readonly lead: (name: string) => string;
  readonly confirm: string;
  /** Where the account has no password to ask for. */
  readonly withoutPassword: string;
  /** Where the account has none, and is linked with one elsewhere. */
  readonly withProvider: string;
  /** Where a second factor is asked for, and the account has none. */
  readonly withoutFactor: string;
  /** Leads to the password, where a passkey was asked for. */
  readonly withPassword: string;
  readonly toSecurity: string;
}
