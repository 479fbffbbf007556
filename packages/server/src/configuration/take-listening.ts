/** Where a process listens, for whom, and what it writes to its log: the same for a node and for a relay. */
import type { Client } from 'gemel/endpoints';
import type { SettingName } from './configuration-table.ts';
import type { FeedAccess, LogLevel } from './configuration.ts';
import type { Take } from './create-take.ts';
import { parseAdminHost, parseAdminPort, parseClients, parseFeedAccess, parseHost, parseLogLevel, parsePort } from './parse-setting.ts';

export interface ListeningSettings {
  readonly port: number;
  /** Undefined: all interfaces. */
  readonly host: string | undefined;
  readonly admin: { readonly port: number; readonly host: string };
  /** Who may ask about tokens, and read a feed that is for clients alone. */
  readonly clients: readonly Client[];
  readonly feedAccess: FeedAccess;
  readonly logLevel: LogLevel;
}

export function takeListening(take: Take, isProduction: boolean): ListeningSettings {
  return {
    port: take('GEMEL_PORT', parsePort) ?? 4000,
    host: take('GEMEL_HOST', parseHost) ?? (isProduction ? undefined : '127.0.0.1'),
    admin: { port: take('GEMEL_ADMIN_PORT', parseAdminPort) ?? 4001, host: take('GEMEL_ADMIN_HOST', parseAdminHost) ?? '127.0.0.1' },
    clients: take('GEMEL_CLIENTS', parseClients) ?? [],
    feedAccess: take('GEMEL_FEED_ACCESS', parseFeedAccess) ?? 'public',
    logLevel: take('GEMEL_LOG_LEVEL', parseLogLevel) ?? 'info',
  };
}

/** Returns what does not go together, one line each. */
export function problemsWithListening(
  { port, admin, feedAccess }: ListeningSettings,
  values: ReadonlyMap<SettingName, string>,
): readonly string[] {
  const hasOnePort = port !== 0 && port === admin.port;
  const lacksClients = feedAccess === 'clients' && !values.has('GEMEL_CLIENTS');
  return [
    ...(hasOnePort ? [`GEMEL_PORT and GEMEL_ADMIN_PORT are both ${port}: give them two ports`] : []),
    ...(lacksClients
      ? ['GEMEL_FEED_ACCESS is clients, but GEMEL_CLIENTS registers none: set that too, or write GEMEL_FEED_ACCESS=public']
      : []),
  ];
}
