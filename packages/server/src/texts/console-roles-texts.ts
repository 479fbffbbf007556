/** What the page of the roles says. */
export interface ConsoleRolesTexts {
  readonly title: string;
  readonly lead: string;
  readonly heading: string;
  readonly declared: string;
  readonly unsettled: string;
  readonly nothing: string;
  readonly define: string;
  readonly defineLead: string;
  readonly role: string;
  readonly permissions: string;
  readonly permissionsHint: string;
  readonly defineButton: string;
  readonly remove: string;
  readonly removeWarning: string;
  readonly removeButton: string;
}
