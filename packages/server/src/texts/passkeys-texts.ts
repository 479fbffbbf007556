/** What is said of passkeys. */

export interface PasskeysTexts {
  readonly heading: string;
  readonly lead: string;
  /** One that its owner gave no name, and that does not say who keeps it. */
  readonly unnamed: string;
  /** @param keeper such as "iCloud Keychain" */
  readonly keptBy: (keeper: string) => string;
  readonly isSynced: string;
  /** Before a date. */
  readonly added: string;
  /** Before a time such as "5 minutes ago". */
  readonly lastUsed: string;
  readonly notUsed: string;
  readonly name: string;
  readonly nameHint: string;
  readonly add: string;
  readonly rename: string;
  readonly newName: string;
  readonly save: string;
  readonly remove: string;
  readonly warning: string;
  readonly removeNow: string;
  /** On the door. */
  readonly signIn: string;
  /** Where it is the second step, or proves anew who one is. */
  readonly show: string;
  readonly showHint: string;
  readonly ceremony: CeremonyTexts;
}

/** What is said where no passkey comes of it. */
export interface CeremonyTexts {
  readonly needsScript: string;
  readonly unsupported: string;
  /** Stopped by the visitor, out of time, or nothing there to show: browsers do not tell these apart. */
  readonly cancelled: string;
  /** The device has one for this account already. */
  readonly known: string;
  /** No device is there that could make or show one. */
  readonly unable: string;
  /** The page's address is none that passkeys are made for. */
  readonly wrongSite: string;
  readonly failed: string;
}
