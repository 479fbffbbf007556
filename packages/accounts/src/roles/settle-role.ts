/** Brings a changed role to everybody who has it; safe to repeat, and to begin again where a crash left off. */
import { type Administering, byOperator, headOf } from '../administering.ts';
import { changeAccount } from '../change-account.ts';
import type { AccountParts } from '../parts.ts';
import { applyGrants } from './apply-grants.ts';

const pageSize = 200;

/** Returns how many accounts have the role. Nothing where there is nothing to tell. */
export async function settleRole(parts: AccountParts, name: string, by: Administering = byOperator): Promise<number> {
  const { store, audit } = parts;
  const role = (await store.roles.list()).find((one) => one.name === name);
  if (role === undefined || role.isSettled) return 0;
  let count = 0;
  let after = '';
  for (;;) {
    const page = await store.listByRole(name, { after, limit: pageSize });
    for (const { id } of page) {
      // One that the options no longer declare stays a name: the account keeps it, and it permits nothing.
      const isTaken = role.isRemoved && !role.isDeclared;
      const changed = await changeAccount(store, id, (record) =>
        isTaken ? { ...record, roles: record.roles.filter((one) => one !== name), hasPendingGrants: true } : record,
      );
      if (changed === undefined) continue;
      const { roles, permissions } = await applyGrants(parts, changed);
      if (isTaken) audit.write({ kind: 'grants.changed', ...headOf(by), subject: id, roles, permissions });
      count += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) break;
    after = last.id;
  }
  const isDone = role.isRemoved
    ? await store.roles.remove(name, role.version)
    : (await store.roles.write({ ...role, isSettled: true })) === 'written';
  // Somebody has changed it since; whoever did brings that to everybody, too, but may have died.
  return isDone ? count : settleRole(parts, name, by);
}
