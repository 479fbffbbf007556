/** Turns URLs of databases into places, or into the line that says what to write; what they hold never shows in it. */
import type { Parsed } from './parse-setting.ts';
import type { DatabasePlace } from './place.ts';

/** A path of a file: neither `//host`, nor what SQLite takes for something else (`:memory:`, `file:`). */
const sqliteUrl = /^sqlite:(?!\/\/|:|file:)[^\0]+$/;
/** Scheme, whether it is a cluster, credentials, hosts with ports, number of the database. */
const redisUrl = /^(rediss?)(\+cluster)?:\/\/(?:([^@/?#\s]*)@)?([^@/?#\s]+?)(?:\/(\d{0,4}))?$/;
const hostAndPort = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::[0-9]{1,5})?$/;

const writeDatabase = 'write GEMEL_DATABASE_URL=sqlite:./data/gemel.db, or GEMEL_DATABASE_URL=postgres://user:password@host:5432/gemel';
const writeRedis =
  'write GEMEL_REDIS_URL=redis://user:password@host:6379 (rediss:// for TLS), or GEMEL_REDIS_URL=redis+cluster://host:6379,host:6379 for a cluster';

/** Where sessions and accounts lie, without the replica. */
export function parseDatabaseUrl(text: string): Parsed<DatabasePlace> {
  if (sqliteUrl.test(text)) return { value: { kind: 'sqlite', path: text.slice('sqlite:'.length) } };
  if (!/^postgres(?:ql)?:/.test(text)) return { problem: `must be sqlite: and a path, or a postgres:// URL: ${writeDatabase}` };
  const problem = postgresProblem(text);
  return problem === undefined ? { value: { kind: 'postgres', url: text, replicaUrl: undefined, isPooled: false } } : { problem };
}

/** A PostgreSQL URL; SQLite has no replicas. */
export function parseReplicaUrl(text: string): Parsed<string> {
  const write = 'write GEMEL_DATABASE_REPLICA_URL=postgres://user:password@replica:5432/gemel';
  if (!/^postgres(?:ql)?:/.test(text)) return { problem: `must be a postgres:// URL: ${write}` };
  const problem = postgresProblem(text);
  return problem === undefined ? { value: text } : { problem };
}

/** Whether the way to PostgreSQL leads through a pooler that gives each transaction another connection. */
export function parsePooler(text: string): Parsed<boolean> {
  if (text === 'none' || text === 'transaction') return { value: text === 'transaction' };
  return { problem: 'must be none or transaction: write GEMEL_DATABASE_POOLER=transaction behind pgbouncer in transaction mode' };
}

function postgresProblem(text: string): string | undefined {
  if (!URL.canParse(text) || !/^postgres(?:ql)?:\/\//.test(text)) {
    return `is not a URL with one host (a password's @ : / ? # are written %40 %3A %2F %3F %23): ${writeDatabase}`;
  }
  const { host, pathname, hash, searchParams } = new URL(text);
  if (hash !== '') return `holds a # that is not part of a URL (in a password it is written %23): ${writeDatabase}`;
  if (host === '' && !searchParams.has('host')) return `names no host: ${writeDatabase}`;
  return /^\/[^/]+$/.test(pathname) ? undefined : `names no database, or more than one: ${writeDatabase}`;
}

/** Returns one URL for each node that is named, and whether they are a cluster. */
export function parseRedisUrl(text: string): Parsed<{ readonly urls: readonly [string, ...string[]]; readonly isCluster: boolean }> {
  const [, scheme, cluster, credentials, hosts = '', database = ''] = redisUrl.exec(text) ?? [];
  if (scheme === undefined) return { problem: `is not a redis:// URL (a password's @ : / are written %40 %3A %2F): ${writeRedis}` };
  const isCluster = cluster !== undefined;
  const [first = '', ...others] = hosts.split(',');
  if (![first, ...others].every((one) => hostAndPort.test(one)))
    return { problem: `names a host or port that cannot be one: ${writeRedis}` };
  if (others.length > 0 && !isCluster) return { problem: `names several hosts, which only a cluster has: ${writeRedis}` };
  if (isCluster && !['', '0'].includes(database)) return { problem: 'names a database, but a cluster has only the first: leave it out' };
  const urlOf = (host: string): string =>
    `${scheme}://${credentials === undefined ? '' : `${credentials}@`}${host}${database === '' ? '' : `/${database}`}`;
  return { value: { urls: [urlOf(first), ...others.map(urlOf)], isCluster } };
}
