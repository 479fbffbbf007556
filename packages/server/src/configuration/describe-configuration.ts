/** The settings as they stand, one line each; of what could be a secret only that it is set. */
import { configurationTable, type SettingName } from './configuration-table.ts';

/** Names whose values hold passwords, keys or clients' hashes. */
const hidden: ReadonlySet<SettingName> = new Set<SettingName>([
  'GEMEL_SECRET',
  'GEMEL_DATABASE_URL',
  'GEMEL_DATABASE_REPLICA_URL',
  'GEMEL_REDIS_URL',
  'GEMEL_MAIL_URL',
  'GEMEL_FEED_CLIENT',
  'GEMEL_CLIENTS',
  'GEMEL_PROVIDERS',
]);

/** Returns each setting with its value, or with what holds where it is not set. */
export function describeConfiguration(values: ReadonlyMap<SettingName, string>): readonly string[] {
  const longest = Math.max(...configurationTable.map(({ name }) => name.length));
  return configurationTable.map(({ name, default: usual }) => {
    const value = values.get(name);
    const shown = value === undefined ? `not set (${usual.replaceAll('`', '')})` : hidden.has(name) ? 'set' : value;
    return `${name.padEnd(longest)}  ${shown}`;
  });
}
