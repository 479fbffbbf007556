/** What is said of sessions: this one, and where else one is signed in. */

export interface SessionsTexts {
  readonly heading: string;
  readonly lead: string;
  /** Instead of the list, for whoever proved too long ago who it is. */
  readonly proveFirst: string;
  readonly prove: string;
  readonly isCurrent: string;
  readonly unknownDevice: string;
  /** Before a time such as "5 minutes ago". */
  readonly lastActive: string;
  /** Before a date. */
  readonly signedIn: string;
  readonly end: string;
  readonly endOthers: string;
  readonly endAll: string;
  /** Beside another change. */
  readonly endOthersToo: string;
  readonly facts: {
    readonly heading: string;
    readonly lead: string;
    readonly subject: string;
    readonly session: string;
    readonly signedIn: string;
    readonly roles: string;
    readonly permissions: string;
    readonly none: string;
    readonly endsIfUnused: string;
  };
}
