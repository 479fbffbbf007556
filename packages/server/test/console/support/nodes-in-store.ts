/** Nodes that are not there, as a store knows them: one that stands well, one without a lease, one that has fallen silent, one of an earlier version. */
import type { SessionStore } from 'gemel';
import { loadConfiguration } from '../../../src/configuration/load-configuration.ts';
import { loadDriver } from '../../../src/stores/sqlite/open-driver.ts';
import { openStores } from '../../../src/stores/open-stores.ts';

export interface NodesInStore {
  readonly fleet: SessionStore['fleet'];
  stop(): Promise<void>;
}

/** Seconds: longer than any test takes. */
const keepFor = 3600;

export async function openNodes(databasePath: string): Promise<NodesInStore> {
  const stores = await openStores(loadConfiguration({ GEMEL_DATABASE_URL: `sqlite:${databasePath}` }, () => ''));
  return { fleet: stores.sessions.fleet, stop: () => stores.close() };
}

/** Registers the four; the silent one said its last word forty seconds ago. */
export async function registerNodes(databasePath: string, { fleet }: NodesInStore): Promise<void> {
  const node = { maxStaleness: 5, acceptsStale: false };
  await fleet.register({ ...node, id: 'node-well', report: { name: 'web-2:4000', lag: 0.5, leaseLeft: 4.5 } }, keepFor);
  await fleet.register({ ...node, id: 'node-deaf', report: { name: 'web-3:4000', lag: 5, leaseLeft: 0 } }, keepFor);
  await fleet.register({ ...node, id: 'node-gone', report: { name: 'web-4:4000', lag: 0.5, leaseLeft: 4.5 } }, keepFor);
  await fleet.register({ ...node, id: 'node-early' }, keepFor);
  const database = (await loadDriver())(databasePath);
  database.exec(`
    UPDATE gemel_node SET registered_at = registered_at - 40 WHERE id = 'node-gone';
    UPDATE gemel_node SET registered_at = NULL, report = NULL WHERE id = 'node-early'`);
  database.close();
}
