/** Roles: names for lists of permissions, kept in the store or declared in the options, given to accounts. */
import { GemelError } from '@gemel/protocol';
import { type Account, accountOf, type AccountRecord } from '../account.ts';
import { type Administering, byOperator, headOf } from '../administering.ts';
import { changeAccount } from '../change-account.ts';
import { checkGrantNames, isGrantName } from '../is-grant-name.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { applyGrants } from './apply-grants.ts';
import { settleRole } from './settle-role.ts';
import { writeRole } from './write-role.ts';

export interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
  /** True where the options declare it: it is changed there. */
  readonly isDeclared: boolean;
  /** False while its last change is still being brought to the sessions of those who have it. */
  readonly isSettled: boolean;
}

export interface Roles {
  /** By name. */
  list(): Promise<readonly Role[]>;
  /**
   * Makes a role, or replaces what it permits; resolves when the sessions of everybody who has it go by it. Returns how many accounts have it.
   *
   * @throws GemelError `request_malformed` for what is no name, and for a role that the options declare; `data_conflict`
   */
  define(name: string, permissions: readonly string[], by?: Administering): Promise<number>;
  /** Takes the role from everybody and forgets it. Returns how many accounts had it; undefined where there is none. @throws GemelError as `define` */
  remove(name: string, by?: Administering): Promise<number | undefined>;
  /** Gives the role to an account and its sessions. Returns the account; undefined where there is none. @throws GemelError `request_malformed` where there is no such role */
  assign(subject: string, name: string, by?: Administering): Promise<Account | undefined>;
  /** Whether any account has the role; it may have to read every account. */
  isHeld(name: string): Promise<boolean>;
  /** Takes a role from an account and its sessions, whether or not it is defined. Returns as `assign`. */
  unassign(subject: string, name: string, by?: Administering): Promise<Account | undefined>;
  /** Brings what a crash, or a change of the options, left undone to the sessions; call it at start. Returns how many roles it concerned. */
  settle(): Promise<number>;
}

export function createRoles(parts: AccountParts): Roles {
  const { store, audit, readRoles, builtInRoles } = parts;

  const list: Roles['list'] = async () => {
    await readRoles();
    const standing = (await store.roles.list()).filter(({ name, isRemoved }) => !isRemoved && !Object.hasOwn(builtInRoles, name));
    const builtIn = Object.entries(builtInRoles).map(([name, permissions]) => ({ name, permissions, isDeclared: true, isSettled: true }));
    const stored = standing.map(({ name, permissions, isDeclared, isSettled }) => ({ name, permissions, isDeclared, isSettled }));
    return [...stored, ...builtIn].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  };

  const checkOwn = (isDeclared: boolean, name: string): void => {
    if (isDeclared || Object.hasOwn(builtInRoles, name))
      throw new GemelError('request_malformed', `The role ${name} is declared in the options: change it there.`);
  };

  const change = async (
    subject: string,
    by: Administering,
    revise: (roles: readonly string[]) => readonly string[],
  ): Promise<Account | undefined> => {
    let before: AccountRecord | undefined;
    const changed = await changeAccount(store, subject, (record) => {
      before = record;
      return { ...record, roles: revise(record.roles), hasPendingGrants: true };
    });
    if (changed === undefined) return undefined;
    if (changed.roles.length !== before?.roles.length) {
      audit.write({ kind: 'grants.changed', ...headOf(by), subject, roles: changed.roles, permissions: changed.permissions });
    }
    return accountOf(await applyGrants(parts, changed));
  };

  return {
    list,

    define: async (name, given, by = byOperator) => {
      checkGrantNames([name, ...given]);
      const permissions = [...new Set(given)];
      await readRoles();
      const written = await writeRole(store.roles, name, (record) => {
        checkOwn(record.isDeclared && !record.isRemoved, name);
        return { ...record, permissions, isDeclared: false, isRemoved: false, isSettled: false };
      });
      if (written !== undefined) audit.write({ kind: 'role.defined', ...headOf(by), role: name, permissions });
      return settleRole(parts, name, by);
    },

    remove: async (name, by = byOperator) => {
      requireTexts({ name });
      await readRoles();
      const written = await writeRole(store.roles, name, (record) => {
        if (record.version === 0 || (record.isRemoved && record.isSettled)) return undefined;
        checkOwn(record.isDeclared && !record.isRemoved, name);
        return { ...record, isDeclared: false, isRemoved: true, isSettled: false };
      });
      if (written === undefined) return undefined;
      audit.write({ kind: 'role.removed', ...headOf(by), role: name });
      return settleRole(parts, name, by);
    },

    assign: async (subject, name, by = byOperator) => {
      requireTexts({ subject, name });
      if (!isGrantName(name) || !(await list()).some((role) => role.name === name))
        throw new GemelError('request_malformed', `There is no role ${JSON.stringify(name)}: define it first.`);
      return change(subject, by, (roles) => (roles.includes(name) ? roles : [...roles, name]));
    },

    isHeld: async (name) => (await store.listByRole(name, { after: '', limit: 1 })).length > 0,

    unassign: async (subject, name, by = byOperator) => {
      requireTexts({ subject, name });
      return change(subject, by, (roles) => roles.filter((one) => one !== name));
    },

    settle: async () => {
      await readRoles();
      const unsettled = (await store.roles.list()).filter(({ isSettled }) => !isSettled);
      for (const { name } of unsettled) await settleRole(parts, name);
      return unsettled.length;
    },
  };
}
