/** What the page of the keys for programs says. */
export interface ConsoleApiKeysTexts {
  readonly title: string;
  readonly lead: string;
  readonly heading: string;
  readonly none: string;
  readonly states: Readonly<Record<'good' | 'expired' | 'revoked', string>>;
  readonly made: string;
  readonly used: string;
  readonly neverUsed: string;
  readonly ends: string;
  readonly issued: (name: string) => string;
  readonly issuedLead: string;
  readonly key: string;
  readonly make: string;
  readonly makeLead: string;
  readonly name: string;
  readonly nameHint: string;
  readonly validFor: string;
  readonly validity: readonly { readonly days: string; readonly text: string }[];
  readonly scopes: string;
  readonly makeButton: string;
  readonly rotate: string;
  readonly revoke: string;
  readonly revokeWarning: string;
  readonly revokeButton: string;
}
