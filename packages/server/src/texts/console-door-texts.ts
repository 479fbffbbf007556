/** What the console's door says, beside what every door does. */
export interface ConsoleDoorTexts {
  readonly title: string;
  readonly lead: string;
  /** Where an account has passkeys alone, and they cannot be shown at this address. */
  readonly onlyPasskeys: string;
  readonly stepUpLead: string;
  readonly beginTitle: string;
  readonly beginLead: string;
  readonly beginHint: (minPasswordLength: number) => string;
  readonly beginButton: string;
  /** Behind what says that address or password are wrong, where an address has to be confirmed first: nobody is told which it was. */
  readonly beginUnconfirmed: string;
  readonly beginVoid: string;
}
