/** Puts the roles that the options declare into the store, so that all nodes go by the same ones; the node that starts last decides. */
import type { AuditLog } from '../audit/create-audit-log.ts';
import type { RoleRecord, RoleStore } from './role-store.ts';
import { writeRole } from './write-role.ts';

/** Permissions by the name of the role. */
export type DeclaredRoles = Readonly<Record<string, readonly string[]>>;

interface DeclareParts {
  readonly store: RoleStore;
  readonly audit: Pick<AuditLog, 'write'>;
}

/** Returns what resolves when they are there; they are written once, or again where that failed. Without a declaration nothing is touched. */
export function createDeclareRoles({ store, audit }: DeclareParts, declared: DeclaredRoles | undefined): () => Promise<void> {
  let writing: Promise<void> | undefined;

  const write = async (roles: DeclaredRoles): Promise<void> => {
    for (const [name, permissions] of Object.entries(roles)) {
      const written = await writeRole(store, name, (record) =>
        record.isDeclared && !record.isRemoved && isSame(record.permissions, permissions)
          ? undefined
          : { ...record, permissions, isDeclared: true, isRemoved: false, isSettled: false },
      );
      if (written !== undefined) audit.write({ kind: 'role.defined', actor: 'system', role: name, permissions });
    }
    const isStale = ({ name, isDeclared, isRemoved }: RoleRecord): boolean => isDeclared && !isRemoved && !Object.hasOwn(roles, name);
    for (const { name } of (await store.list()).filter(isStale)) {
      const written = await writeRole(store, name, (record) =>
        isStale(record) ? { ...record, isRemoved: true, isSettled: false } : undefined,
      );
      if (written !== undefined) audit.write({ kind: 'role.removed', actor: 'system', role: name });
    }
  };

  return async () => {
    if (declared === undefined) return;
    writing ??= write(declared).catch((error: unknown) => {
      writing = undefined;
      throw error;
    });
    await writing;
  };
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
