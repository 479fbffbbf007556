/** What the rows of a SQLite file hold; the file itself grows by pages, and by a log beside it. */
import { openSqlite } from './open-sqlite.ts';

/** Bytes of every value in every table. */
export async function sumSqliteBytes(file: string): Promise<number> {
  const database = await openSqlite(file);
  const tables = database.prepare(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`).all() as {
    name: string;
  }[];
  const sums = tables.map(({ name }) => {
    const columns = database.prepare(`select name from pragma_table_info(?)`).all(name) as { name: string }[];
    const lengths = columns.map((column) => `coalesce(length(cast("${column.name}" as blob)), 0)`);
    const [row] = database.prepare(`select coalesce(sum(${lengths.join(' + ')}), 0) as bytes from "${name}"`).all() as { bytes: number }[];
    return row?.bytes ?? 0;
  });
  database.close();
  return sums.reduce((sum, one) => sum + one, 0);
}
