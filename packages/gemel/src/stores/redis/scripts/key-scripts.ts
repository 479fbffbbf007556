/** Scripts about signing keys, all in the first partition. A stored key is a line with the name of its insert, then JSON. */
import { defineScript, type RedisScript } from '../redis-script.ts';
import { APPEND, HEAL, INSPECT } from './log-fragments.ts';

/** KEYS: a key that never exists, keys. */
export const listKeysScript: RedisScript = defineScript('read', `return { at, redis.call('HGETALL', KEYS[2]) }`);

/** KEYS: keys, slots, retired. ARGV: kid, slot, name of this change, the stored key. */
export const insertKeyScript: RedisScript = defineScript(
  'write',
  `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored then return string.match(stored, '^[^\\n]*') == ARGV[3] and 1 or 0 end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 or redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
return 1`,
);

/** KEYS: keys. ARGV: kid, the stored key as it was read, and as it is to be. */
export const replaceKeyScript: RedisScript = defineScript(
  'write',
  `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`,
);

const FORGET = `
local function forget(keys, slots, kid)
  redis.call('HDEL', keys, kid)
  local all = redis.call('HGETALL', slots)
  for i = 1, #all, 2 do if all[i + 1] == kid then redis.call('HDEL', slots, all[i]) end end
end
`;

/** KEYS: keys, slots. ARGV: kid. */
export const removeKeyScript: RedisScript = defineScript('protect', FORGET, 'forget(KEYS[1], KEYS[2], ARGV[1]) return 1');

/** KEYS: log keys of the first partition, keys, slots. ARGV: fresh (also the name of this change), partitions, kid, receipt. */
export const retireKeyScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  APPEND,
  FORGET,
  `
local by = redis.call('HGET', RETIRED, ARGV[3])
if by then
  forget(KEYS[6], KEYS[7], ARGV[3])
  return { at, by == ARGV[1] and 'retired' or 'already_retired', '0' }
end
local n = append('', '', ARGV[3], ARGV[4])
redis.call('HSET', RETIRED, ARGV[3], ARGV[1])
forget(KEYS[6], KEYS[7], ARGV[3])
return { at, 'retired', n }`,
);
