/** The first thing that is asked of a server: what it is, and how the sessions in it are spread. */
import { defineScript, type RedisScript } from '../redis-script.ts';

/** KEYS: a key that never exists, meta of the first partition. Returns its version, `1` where it is part of a cluster, and the number of partitions. */
export const startScript: RedisScript = defineScript(
  'read',
  `
local info = redis.call('INFO')
return {
  string.match(info, 'redis_version:([%w.]+)') or '',
  string.match(info, 'cluster_enabled:(%d)') or '0',
  redis.call('HGET', KEYS[2], 'partitions') or '',
}`,
);
