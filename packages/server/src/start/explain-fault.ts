/** Turns whatever stops a start into lines that say what to do; never a stack. */
import { GemelError } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import { spellPlace } from '../configuration/place.ts';
import { explainPostgres } from '../stores/postgres/explain-postgres.ts';
import { explainRedis } from '../stores/redis/explain-redis.ts';

/** What was being started, where that is known already. */
export type FaultContext = Partial<Pick<Configuration, 'port' | 'host' | 'admin' | 'database' | 'redis' | 'secrets'>> & {
  readonly secretPath?: string;
};

/** Returns one line for each thing to do, in the order in which to do it. */
export function explainFault(error: unknown, context: FaultContext = {}): readonly string[] {
  if (error instanceof GemelError) return explainGemelError(error, context);
  const line = explainSystemError(error, context);
  if (line !== undefined) return [line];
  return [`The start failed: ${error instanceof Error ? firstLine(error.message) : 'for an unknown reason'}`];
}

function explainGemelError(error: GemelError, context: FaultContext): readonly string[] {
  const { cause } = error;
  const database = `The database ${context.database === undefined ? '' : spellPlace(context.database)}`.trimEnd();
  if (error.code === 'options_invalid') return Array.isArray(cause) ? cause.map(String) : [error.message];
  // What was typed is what is wrong, and the cause says how.
  if (error.code === 'request_malformed' && typeof cause === 'string') return [cause];
  if (error.code === 'schema_outdated') return [`${database} needs a migration: run \`gemel migrate\`, then start again.`];
  if (error.code === 'schema_too_new') {
    return [`${database} was written by a newer version of Gemel: start that version, or restore the backup from before the upgrade.`];
  }
  if (error.code === 'secret_mismatch') return [explainMismatch(context)];
  if (error.code === 'store_unavailable' || error.code === 'store_replaced') return [explainStore(error, database, context)];
  return [cause instanceof Error ? `${error.message} (${firstLine(cause.message)})` : error.message];
}

/** Signing keys lie with the sessions, wherever those are. */
function explainMismatch({ secrets, secretPath, database, redis }: FaultContext): string {
  const where =
    secrets === undefined
      ? `into ${secretPath ?? 'the secret file'}, or into GEMEL_SECRET`
      : 'into GEMEL_SECRET (several are separated by commas)';
  const place = redis ?? database;
  const store = place === undefined ? 'The database' : `${redis === undefined ? 'The database' : 'Redis at'} ${spellPlace(place)}`;
  const anew =
    redis === undefined && database?.kind !== 'postgres'
      ? `move ${place === undefined ? 'the database' : spellPlace(place)} away`
      : 'name an empty one';
  return `${store} was made with another secret: put that one back ${where}, or ${anew} to begin anew.`;
}

function explainStore(error: GemelError, database: string, context: FaultContext): string {
  const { cause } = error;
  if (context.redis !== undefined) return explainRedis(cause, spellPlace(context.redis));
  if (context.database?.kind === 'postgres') {
    return explainPostgres(cause, { shown: spellPlace(context.database), setting: 'GEMEL_DATABASE_URL' });
  }
  const system = explainSystemError(cause, context);
  if (system !== undefined) return system;
  const facts: object = typeof cause === 'object' && cause !== null ? cause : {};
  const resultCode: unknown = Reflect.get(facts, 'resultCode');
  const advice = typeof resultCode === 'number' ? sqliteAdvice[resultCode & 0xff] : undefined;
  if (advice !== undefined) return `${database} ${advice}`;
  const reason: unknown = Reflect.get(facts, 'reason') ?? Reflect.get(facts, 'message');
  return `${database} cannot be used: ${typeof reason === 'string' ? firstLine(reason) : error.message}`;
}

/** By SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const sqliteAdvice: Readonly<Record<number, string>> = {
  5: 'is locked by another process: end that process, or wait until it is done, then start again.',
  8: 'is read-only: correct the owner and mode of the file and of its folder.',
  10: 'could not be read or written: check the free space, the limits and the health of its disk, then start again.',
  11: 'is damaged: restore a backup.',
  13: 'cannot grow, the disk is full: make room, then start again.',
  14: 'cannot be opened: correct its path, and the owner and mode of the file and of its folder.',
  26: 'is not a SQLite database: correct GEMEL_DATABASE_URL, or move the file away.',
};

type Explain = (path: string, context: FaultContext, where: { readonly port?: number; readonly address?: string }) => string;

const systemFaults: Readonly<Record<string, Explain>> = {
  EADDRINUSE: (_, { port, admin }, where) =>
    where.port !== undefined && where.port === admin?.port
      ? `Port ${where.port} is in use: stop the program that listens there, or set GEMEL_ADMIN_PORT to another one, such as GEMEL_ADMIN_PORT=4101.`
      : `Port ${port ?? ''} is in use: stop the program that listens there, or set GEMEL_PORT to another one, such as GEMEL_PORT=4100.`,
  EADDRNOTAVAIL: (_, { host, admin }, { address }) =>
    address !== undefined && address === admin?.host
      ? `${admin.host} is not an address of this machine: set GEMEL_ADMIN_HOST to one that is, or leave it out.`
      : `${host ?? 'The address'} is not an address of this machine: set GEMEL_HOST to one that is, or leave it out.`,
  EACCES: (path, { port }) =>
    path === ''
      ? `Port ${port ?? ''} may not be opened by this user: set GEMEL_PORT to one above 1023.`
      : `${path} may not be written or read by this user: correct its owner and mode, or set GEMEL_DATABASE_URL to another place.`,
  EPERM: (path) => `${path} may not be changed by this user: correct its owner and mode, or set GEMEL_DATABASE_URL to another place.`,
  EROFS: (path) => `${path} lies on a read-only file system: set GEMEL_DATABASE_URL to a place that can be written.`,
  ENOSPC: (path) => `The disk is full, ${path || 'the database'} cannot be written: make room, then start again.`,
  EFBIG: (path) => `${path || 'The database'} may not grow any further (a limit on the size of files): raise it, then start again.`,
  EDQUOT: (path) => `The disk quota is used up, ${path || 'the database'} cannot be written: make room, then start again.`,
  ENOTDIR: (path) => `${path} cannot be made, since a part of its path is not a folder: correct GEMEL_DATABASE_URL.`,
  EEXIST: (path) => `${path} is not a folder: correct GEMEL_DATABASE_URL.`,
  EISDIR: (path) => `${path} is a folder, not a database file: correct GEMEL_DATABASE_URL.`,
  ENOENT: (path) => `${path} does not exist: create it, or correct GEMEL_DATABASE_URL.`,
};

function explainSystemError(error: unknown, context: FaultContext): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : '';
  return systemFaults[error.code]?.(path, context, {
    ...('port' in error && typeof error.port === 'number' ? { port: error.port } : {}),
    ...('address' in error && typeof error.address === 'string' ? { address: error.address } : {}),
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
