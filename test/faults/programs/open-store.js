/** Opens the store that a test names, with the driver that an application would bring. */

const openers = {
  async sqlite({ url: path }) {
    const { createSqliteStore, migrateSqliteStore } = await import('gemel/stores/sqlite');
    const builtIn = await import('node:sqlite').catch(() => undefined);
    const database = builtIn === undefined ? new (await import('libsql')).default(path) : new builtIn.DatabaseSync(path);
    migrateSqliteStore(database);
    return createSqliteStore(database);
  },
};

/** @param {{ kind: string, url: string }} address */
export function openStore(address) {
  const open = openers[address.kind];
  if (open === undefined) throw new Error(`no store of kind ${address.kind}`);
  return open(address);
}
