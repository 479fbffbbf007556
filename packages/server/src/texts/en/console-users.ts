/** The list of accounts, in English. */
import type { ConsoleUsersTexts } from '../console-users-texts.ts';

export const consoleUsers: ConsoleUsersTexts = {
  title: 'Users',
  lead: 'Everybody who has an account.',
  find: 'Find accounts',
  findButton: 'Find',
  email: 'Address begins with',
  all: 'All accounts',
  found: (email) => `Accounts that begin with ${email}`,
  columns: ['Address', 'Account', 'Roles', 'Since'],
  none: 'No account.',
  noRoles: '–',
  states: { open: 'open', disabled: 'disabled', unverified: 'unconfirmed' },
  add: 'For somebody else',
  addLead: 'Makes an account and mails its owner a link to choose a password.',
  addOpener: 'Add an account',
  address: 'E-mail address',
  addButton: 'Add and send the link',
};
