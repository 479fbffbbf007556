/** What roles permit, as the store has it at one moment; and what an account may do by them. */
import type { AccountRecord } from '../account.ts';
import type { DeclaredRoles } from './declare-roles.ts';
import type { RoleStore } from './role-store.ts';

export interface RoleBook {
  /** The account's roles, and what it may do: its own permissions first, then those of its roles that it has not already. A role that is not defined permits nothing. */
  grantsOf(account: Pick<AccountRecord, 'roles' | 'permissions'>): Pick<AccountRecord, 'roles' | 'permissions'>;
}

/** Reads the roles from the store, once those of the options are in it. */
export type ReadRoles = () => Promise<RoleBook>;

export function createReadRoles(store: Pick<RoleStore, 'list'>, declared: () => Promise<void>, builtIn: DeclaredRoles = {}): ReadRoles {
  return async () => {
    await declared();
    const stored = (await store.list()).filter(({ isRemoved }) => !isRemoved);
    // What is built in stands, whatever the store says of a role with that name.
    const roles = new Map([...stored.map(({ name, permissions }) => [name, permissions] as const), ...Object.entries(builtIn)]);
    return {
      grantsOf: ({ roles: names, permissions }) => ({
        roles: names,
        permissions: [...new Set([...permissions, ...names.flatMap((name) => roles.get(name) ?? [])])],
      }),
    };
  };
}
