/** What the front page says. */

export interface LandingTexts {
  readonly title: string;
  readonly heading: string;
  readonly lead: string;
  readonly account: string;
  readonly signUp: string;
  readonly signIn: string;
  /** The picture, in words. */
  readonly picture: string;
  readonly cookie: string;
  readonly cookieUse: string;
  readonly token: string;
  readonly tokenUse: string;
  /** "one session", on two lines. */
  readonly joined: readonly [string, string];
  readonly facts: readonly { readonly kind: 'cookie' | 'token' | 'both'; readonly heading: string; readonly text: string }[];
}
