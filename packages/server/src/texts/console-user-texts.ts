/** What the page of one account says. */

/** Something that cannot be taken back: what opens the question, what will be gone, and what does it. */
export interface DangerTexts {
  readonly opener: string;
  readonly warning: string;
  readonly button: string;
}

export interface ConsoleUserTexts {
  readonly who: string;
  readonly subject: string;
  readonly since: string;
  readonly address: string;
  readonly verified: string;
  readonly unverified: string;
  readonly permissions: string;
  readonly none: string;
  readonly export: string;
  readonly factors: string;
  readonly password: string;
  readonly app: string;
  readonly codes: string;
  readonly codesLeft: (count: number) => string;
  readonly passkeys: string;
  readonly providers: string;
  readonly has: string;
  readonly hasNot: string;
  readonly sendResetLink: string;
  readonly invite: string;
  readonly roles: string;
  readonly rolesLead: string;
  readonly noRoles: string;
  readonly role: string;
  readonly giveRole: string;
  readonly takeRole: string;
  readonly events: string;
  readonly allEvents: string;
  readonly dangers: string;
  readonly enable: string;
  readonly impersonate: DangerTexts & { readonly readyHeading: string; readonly ready: (email: string) => string; readonly go: string };
  readonly disable: DangerTexts;
  readonly endFactors: DangerTexts;
  readonly delete: DangerTexts;
}
