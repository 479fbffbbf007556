/** The page of the roles, in English. */
import type { ConsoleRolesTexts } from '../console-roles-texts.ts';

export const consoleRoles: ConsoleRolesTexts = {
  title: 'Roles',
  lead: 'Names for lists of permissions. A change takes effect at once, in the sessions of everybody who has the role.',
  heading: 'All roles',
  declared: 'declared by the settings',
  unsettled: 'being brought to sessions',
  nothing: 'permits nothing',
  define: 'Make or change a role',
  defineLead: 'What is written here replaces what the role permitted before.',
  role: 'Role',
  permissions: 'Permissions',
  permissionsHint: 'Separated by spaces, such as orders:read orders:write.',
  defineButton: 'Save',
  remove: 'Remove',
  removeWarning: 'Everybody who has it loses what it permits, at once.',
  removeButton: 'Remove it',
};
