/** Scripts about the sessions of everybody, in one partition. */
import { defineScript, type RedisScript } from '../redis-script.ts';
import { APPEND, HEAL, INSPECT } from './log-fragments.ts';

/**
 * KEYS: a key that never exists, ends. ARGV: where to scan on from, about how many. Returns where to scan on from then, and sids, each with a number.
 * What is there from the first scan to the last is in one of them, whatever comes, goes, or changes its place meanwhile.
 */
export const scanSessionsScript: RedisScript = defineScript(
  'read',
  `
local scanned = redis.call('ZSCAN', KEYS[2], ARGV[1], 'COUNT', ARGV[2])
return { at, scanned[1], scanned[2] }`,
);

/** KEYS: a key that never exists, sessions. Returns the fields of each. */
export const readSessionsScript: RedisScript = defineScript(
  'read',
  `
local found = {}
for i = 2, #KEYS do found[#found + 1] = redis.call('HGETALL', KEYS[i]) end
return { at, found }`,
);

/** KEYS: log keys, ends, sessions. ARGV: fresh, partitions, name of this change, retention, receipt, `NEVER`, reason, sids. */
export const endSessionsScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  APPEND,
  `
local untilText = string.format('%.6f', now + tonumber(ARGV[4]))
local ended, n = {}, '0'
for i = 8, #ARGV do
  local session, sid = KEYS[i - 1], ARGV[i]
  local found = redis.call('HMGET', session, 'version', 'ended', 'op')
  if found[1] and found[2] and found[3] == ARGV[3] then ended[#ended + 1] = sid end
  if found[1] and not found[2] then
    n = append(ARGV[6], untilText, sid, ARGV[5])
    redis.call('HSET', session, 'version', plain(tonumber(found[1]) + 1), 'op', ARGV[3], 'ended', at, 'reason', ARGV[7])
    redis.call('ZADD', KEYS[6], at, sid)
    ended[#ended + 1] = sid
  end
end
return { at, ended, n }`,
);
