/** What the audit log of the console says. */
export interface ConsoleAuditTexts {
  readonly title: string;
  readonly lead: string;
  readonly find: string;
  readonly findButton: string;
  readonly kind: string;
  readonly allKinds: string;
  readonly subject: string;
  readonly address: string;
  readonly from: string;
  readonly to: string;
  readonly all: string;
  readonly found: string;
  readonly export: string;
  readonly columns: readonly string[];
  readonly none: string;
}
