/** The audit log of the console, in English. */
import type { ConsoleAuditTexts } from '../console-audit-texts.ts';

export const consoleAudit: ConsoleAuditTexts = {
  title: 'Audit log',
  lead: 'What happened to accounts, sessions and keys, newest first. Times are in UTC.',
  find: 'Filter the log',
  findButton: 'Filter',
  kind: 'Kind',
  allKinds: 'All kinds',
  subject: 'Subject',
  address: 'Network address',
  from: 'From',
  to: 'Up to',
  all: 'Everything',
  found: 'What was asked for',
  export: 'Export as JSON lines',
  columns: ['Kind', 'When', 'Subject', 'By', 'From', 'Facts'],
  none: 'Nothing.',
};
