/** What stands around every page. */

export interface FrameTexts {
  readonly product: string;
  readonly skip: string;
  /** The name of the navigation at the top, for those who hear it. */
  readonly navigation: string;
  /** Leads to the account where the visitor's name has no room. */
  readonly account: string;
  readonly signIn: string;
  readonly signUp: string;
  readonly signOut: string;
  readonly motto: string;
  readonly publicKeys: string;
  readonly feed: string;
  readonly health: string;
}
