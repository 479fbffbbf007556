/** What the list of accounts says. */
export interface ConsoleUsersTexts {
  readonly title: string;
  readonly lead: string;
  readonly find: string;
  readonly findButton: string;
  readonly email: string;
  readonly all: string;
  readonly found: (email: string) => string;
  readonly columns: readonly string[];
  readonly none: string;
  readonly noRoles: string;
  readonly states: { readonly open: string; readonly disabled: string; readonly unverified: string };
  readonly add: string;
  readonly addLead: string;
  readonly addOpener: string;
  readonly address: string;
  readonly addButton: string;
}
