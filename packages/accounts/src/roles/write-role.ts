/** Changes a role's record as it stands; again where another change came between. */
import { GemelError } from '@gemel/protocol';
import type { RoleRecord, RoleStore } from './role-store.ts';

const mostTries = 16;

/**
 * Returns what was written, or undefined where `change` wants nothing.
 *
 * @param change is given a record of version 0 where there is none; may run several times
 * @throws GemelError `data_conflict` where others were always faster, and whatever `change` throws
 */
export async function writeRole(
  store: RoleStore,
  name: string,
  change: (record: RoleRecord) => RoleRecord | undefined,
): Promise<RoleRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = (await store.list()).find((one) => one.name === name);
    const record = stored ?? { name, permissions: [], isDeclared: false, isRemoved: false, isSettled: true, version: 0 };
    const changed = change(record);
    if (changed === undefined) return undefined;
    if ((await store.write(changed)) === 'written') return { ...changed, version: record.version + 1 };
  }
  throw new GemelError('data_conflict', { role: name, tries: mostTries });
}
