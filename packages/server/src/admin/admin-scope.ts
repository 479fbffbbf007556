/** What an administrator or an API key may do: the scopes that operations ask for, and how permissions and roles give them. */

/** One word per area and kind of act; an operation asks for one of them. */
export const adminScopes = [
  'users:read',
  'users:write',
  'sessions:read',
  'sessions:revoke',
  'keys:read',
  'keys:write',
  'roles:read',
  'roles:write',
  'audit:read',
  'api-keys:read',
  'api-keys:write',
  'fleet:read',
  'impersonate',
] as const;

export type AdminScope = (typeof adminScopes)[number];

/** Whoever has this permission has every scope. */
export const ADMINISTRATOR_PERMISSION = 'gemel:admin';
/** The role that the server itself declares, with that permission. */
export const ADMINISTRATOR_ROLE = 'gemel:administrator';

const prefix = 'gemel:';

/** The roles that are there without anybody's declaring them. */
export const builtInRoles: Readonly<Record<string, readonly string[]>> = { [ADMINISTRATOR_ROLE]: [ADMINISTRATOR_PERMISSION] };

export function isAdminScope(text: string): text is AdminScope {
  return adminScopes.some((scope) => scope === text);
}

/** Returns the scopes that permissions give: all of them for `gemel:admin`, one for `gemel:` and its name. */
export function scopesOf(permissions: readonly string[]): readonly AdminScope[] {
  if (permissions.includes(ADMINISTRATOR_PERMISSION)) return adminScopes;
  return adminScopes.filter((scope) => permissions.includes(`${prefix}${scope}`));
}
