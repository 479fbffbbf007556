/** Finds settings of a Redis by which sessions or revocations can be lost; for `gemel doctor`. */
import { optionsError } from '@gemel/protocol';
import { driverOf } from './driver-of.ts';
import type { RedisClient, RedisLine } from './redis-client.ts';
import { toRedisFault } from './redis-fault.ts';
import { asText } from './redis-reply.ts';
import { isServerTooOld } from './start-redis.ts';
import { createTimeLimit } from './time-limit.ts';

export interface RedisFinding {
  readonly code:
    | 'version_too_old'
    | 'settings_hidden'
    | 'eviction_possible'
    | 'persistence_off'
    | 'persistence_by_snapshot_alone'
    | 'fsync_every_second'
    | 'fsync_never'
    | 'replica_missing'
    | 'deposed_primary_accepts_writes'
    | 'not_the_primary';
  /** What it means, in one sentence. */
  readonly what: string;
  /** What to write, in `redis.conf` or where it says. */
  readonly write: string;
  /** Which master of a cluster, as `host:port`; absent where there is one server. */
  readonly server?: string;
}

type Found = Omit<RedisFinding, 'server'>;

/** Milliseconds that a server has to answer. */
const PATIENCE_MS = 5000;

/**
 * Returns what it found, none of which keeps the store from starting but a version that is too old. In a cluster every master is asked.
 *
 * @throws GemelError `store_unavailable`, `options_invalid`
 */
export async function checkRedisSettings(client: RedisClient): Promise<readonly RedisFinding[]> {
  const driver = driverOf(client);
  if (driver === undefined) throw optionsError('checkRedisSettings', ['client: pass a client of ioredis or node-redis']);
  const findings: RedisFinding[] = [];
  for (const master of driver.masters()) {
    const limit = createTimeLimit(PATIENCE_MS);
    let line: RedisLine | undefined;
    try {
      line = await Promise.race([driver.openLine(master), limit.passed]);
      const found = await Promise.race([findIn(line), limit.passed]);
      findings.push(...found.map((finding) => (master === undefined ? finding : { ...finding, server: master })));
    } catch (error) {
      throw toRedisFault(error);
    } finally {
      limit.stop();
      line?.close();
    }
  }
  return findings;
}

async function findIn(line: RedisLine): Promise<readonly Found[]> {
  const info = asText(await line.send(['INFO']));
  const read = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const settings = await readSettings(line);
  return [
    ...findVersion(read('redis_version')),
    ...findRole(read('role')),
    ...(settings === undefined ? [settingsHidden] : [...findEviction(settings), ...findPersistence(settings)]),
    ...findReplicas(Number(read('connected_slaves')), settings),
  ];
}

/** Undefined where this user may not see them. */
async function readSettings(line: RedisLine): Promise<ReadonlyMap<string, string> | undefined> {
  const settings = new Map<string, string>();
  for (const name of ['maxmemory-policy', 'maxmemory', 'appendonly', 'appendfsync', 'save', 'min-replicas-to-write']) {
    const reply = await line.send(['CONFIG', 'GET', name]).catch(() => undefined);
    if (typeof reply !== 'object' || reply === null) return undefined;
    // A list of name and value by the older protocol, a map by the newer.
    const value: unknown = Array.isArray(reply) ? reply[1] : Object.values(reply)[0];
    settings.set(name, asText(value));
  }
  return settings;
}

const settingsHidden: Found = {
  code: 'settings_hidden',
  what: 'This user may not read the settings, so most of them could not be checked.',
  write: 'ACL SETUSER <user> +config|get',
};

function findVersion(version: string): readonly Found[] {
  if (!isServerTooOld(version)) return [];
  return [
    { code: 'version_too_old', what: `This is Redis ${version}; the store refuses to start on it.`, write: 'Redis 7 or later, or Valkey' },
  ];
}

function findRole(role: string): readonly Found[] {
  if (role === 'master') return [];
  return [
    {
      code: 'not_the_primary',
      what: 'This server is a replica: nothing can be read or written here.',
      write: 'the address of the primary',
    },
  ];
}

function findEviction(settings: ReadonlyMap<string, string>): readonly Found[] {
  const policy = settings.get('maxmemory-policy') ?? '';
  if (!policy.startsWith('allkeys')) return [];
  const limit = settings.get('maxmemory') === '0' ? 'as soon as maxmemory is set' : 'when memory is full';
  const what = `With maxmemory-policy ${policy} Redis deletes sessions and revocations ${limit}.`;
  return [{ code: 'eviction_possible', what, write: 'maxmemory-policy noeviction' }];
}

function findPersistence(settings: ReadonlyMap<string, string>): readonly Found[] {
  if (settings.get('appendonly') !== 'yes') {
    if ((settings.get('save') ?? '') === '') {
      const what = 'Nothing is kept on disk: a restart signs everybody out, and forgets every revocation.';
      return [{ code: 'persistence_off', what, write: 'appendonly yes' }];
    }
    const what = 'Snapshots alone are kept on disk: a crash loses what was written since the last, revocations among it.';
    return [{ code: 'persistence_by_snapshot_alone', what, write: 'appendonly yes' }];
  }
  const fsync = settings.get('appendfsync');
  if (fsync === 'always') return [];
  if (fsync === 'no') {
    const what = 'The operating system decides when the log of changes reaches the disk: a power cut can lose half a minute.';
    return [{ code: 'fsync_never', what, write: 'appendfsync always' }];
  }
  const what = 'The log of changes reaches the disk once a second: a power cut can lose about a second of acknowledged revocations.';
  return [{ code: 'fsync_every_second', what, write: 'appendfsync always' }];
}

function findReplicas(replicas: number, settings: ReadonlyMap<string, string> | undefined): readonly Found[] {
  if (!(replicas > 0)) {
    const what = 'There is no replica: whoever loses this machine loses all sessions.';
    return [{ code: 'replica_missing', what, write: 'replicaof <primary> <port>, on another machine' }];
  }
  if (settings === undefined || settings.get('min-replicas-to-write') !== '0') return [];
  const what = 'A primary that was deposed and does not know it goes on acknowledging changes that nobody else will have.';
  return [{ code: 'deposed_primary_accepts_writes', what, write: 'min-replicas-to-write 1' }];
}
