/** Scripts about one session. Each carries a random name: sent twice by a client that lost the first answer, it answers as at first. */
import { defineScript, type RedisScript } from '../redis-script.ts';
import { APPEND, HEAL, INSPECT } from './log-fragments.ts';
import { EFFECTIVE } from './subject-scripts.ts';

/**
 * KEYS: session, its subject, the subject's index, ends, everyone. ARGV: subject's version, name of this change, sid, deadline, then fields.
 */
export const insertScript: RedisScript = defineScript(
  'write',
  EFFECTIVE,
  `
local op = redis.call('HGET', KEYS[1], 'op')
if op then return { at, op == ARGV[2] and 'inserted' or 'taken' } end
local stands = effective(redis.call('HGET', KEYS[2], 'version'), KEYS[5])
if stands ~= ARGV[1] then return { at, 'subject_changed', stands } end
redis.call('HSET', KEYS[1], 'op', ARGV[2], unpack(ARGV, 5))
redis.call('ZADD', KEYS[3], plain(clock[1] * 1000000 + clock[2]), ARGV[3])
redis.call('ZADD', KEYS[4], ARGV[4], ARGV[3])
return { at, 'inserted' }`,
);

/** KEYS: a key that never exists, session. Returns the time and its fields. */
export const findScript: RedisScript = defineScript('read', `return { at, redis.call('HGETALL', KEYS[2]) }`);

/** KEYS: session. ARGV: version, name of this change, last seen, inactivity deadline, rotation or nothing, then fields. */
export const keepScript: RedisScript = defineScript(
  'write',
  `
local found = redis.call('HMGET', KEYS[1], 'version', 'ended', 'inactivity', 'overall', 'op', 'rotation', 'seen')
if found[5] == ARGV[2] then return { at, 'replaced' } end
if found[1] ~= ARGV[1] or found[2] or math.min(tonumber(found[3]), tonumber(found[4])) <= now then return { at, 'conflict' } end
local seen = tonumber(found[7]) > tonumber(ARGV[3]) and found[7] or ARGV[3]
local inactivity = tonumber(found[3]) > tonumber(ARGV[4]) and found[3] or ARGV[4]
redis.call('HSET', KEYS[1], 'version', plain(tonumber(found[1]) + 1), 'op', ARGV[2], 'seen', seen, 'inactivity', inactivity, unpack(ARGV, 6))
if found[6] and ARGV[5] ~= '' and ARGV[5] ~= found[6] then redis.call('HSET', KEYS[1], 'rotation', ARGV[5], 'rotated', at) end
return { at, 'replaced' }`,
);

/** KEYS: session. ARGV: version, name of this change, last seen, inactivity deadline, rotation. */
export const rotateScript: RedisScript = defineScript(
  'write',
  `
local found = redis.call('HMGET', KEYS[1], 'version', 'ended', 'inactivity', 'overall', 'op', 'rotation', 'seen')
if found[5] == ARGV[2] then return { at, 'replaced' } end
if found[1] ~= ARGV[1] or found[2] or not found[6] or math.min(tonumber(found[3]), tonumber(found[4])) <= now then
  return { at, 'conflict' }
end
local seen = tonumber(found[7]) > tonumber(ARGV[3]) and found[7] or ARGV[3]
local inactivity = tonumber(found[3]) > tonumber(ARGV[4]) and found[3] or ARGV[4]
redis.call('HSET', KEYS[1], 'version', plain(tonumber(found[1]) + 1), 'op', ARGV[2], 'seen', seen, 'inactivity', inactivity)
if ARGV[5] ~= found[6] then redis.call('HSET', KEYS[1], 'rotation', ARGV[5], 'rotated', at) end
return { at, 'replaced' }`,
);

const STANDS = `
local found = redis.call('HMGET', KEYS[6], 'version', 'ended', 'op', 'inactivity', 'seen')
if found[3] == ARGV[4] then return { at, 'replaced', '0' } end
if found[1] ~= ARGV[3] or found[2] then return { at, 'conflict' } end
local version = plain(tonumber(found[1]) + 1)
local untilText = string.format('%.6f', now + tonumber(ARGV[6]))
`;

/**
 * KEYS: log keys, session, ends. ARGV: fresh, partitions, version, name of this change, sid, retention, receipt, generation, last seen,
 * inactivity and overall deadline, rotation or nothing, rotated at, then fields.
 */
export const supersedeScript: RedisScript = defineScript(
  'write',
  INSPECT,
  HEAL,
  APPEND,
  STANDS,
  `
local n = append(ARGV[8], untilText, ARGV[5], ARGV[7])
local seen = tonumber(found[5]) > tonumber(ARGV[9]) and found[5] or ARGV[9]
local inactivity = tonumber(found[4]) > tonumber(ARGV[10]) and found[4] or ARGV[10]
redis.call('HSET', KEYS[6], 'version', version, 'op', ARGV[4], 'generation', ARGV[8], 'seen', seen, 'inactivity', inactivity,
  'overall', ARGV[11], unpack(ARGV, 14))
if ARGV[12] == '' then redis.call('HDEL', KEYS[6], 'rotation', 'rotated')
else redis.call('HSET', KEYS[6], 'rotation', ARGV[12], 'rotated', ARGV[13]) end
redis.call('ZADD', KEYS[7], tonumber(inactivity) < tonumber(ARGV[11]) and inactivity or ARGV[11], ARGV[5])
return { at, 'replaced', n }`,
);

/** KEYS: log keys, session, ends. ARGV: fresh, partitions, version, name of this change, sid, retention, receipt, `NEVER`, reason. */
export const endScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  APPEND,
  STANDS,
  `
local n = append(ARGV[8], untilText, ARGV[5], ARGV[7])
redis.call('HSET', KEYS[6], 'version', version, 'op', ARGV[4], 'ended', at, 'reason', ARGV[9])
redis.call('ZADD', KEYS[7], at, ARGV[5])
return { at, 'replaced', n }`,
);

/** KEYS: sessions. ARGV: two for each: last seen, inactivity deadline. */
export const touchScript: RedisScript = defineScript(
  'write',
  `
for i, session in ipairs(KEYS) do
  local found = redis.call('HMGET', session, 'version', 'ended', 'inactivity', 'overall', 'seen')
  if found[1] and not found[2] and math.min(tonumber(found[3]), tonumber(found[4])) > now then
    local seen, inactivity = ARGV[2 * i - 1], ARGV[2 * i]
    if tonumber(found[5]) > tonumber(seen) then seen = found[5] end
    if tonumber(found[3]) > tonumber(inactivity) then inactivity = found[3] end
    redis.call('HSET', session, 'seen', seen, 'inactivity', inactivity)
  end
end
return at`,
);

/** KEYS: ends. ARGV: seconds since the end, how many. Returns the time and the sids of sessions that seem to have ended before. */
export const pastSessionsScript: RedisScript = defineScript(
  'protect',
  `return { at, redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.6f', now - tonumber(ARGV[1])), 'LIMIT', 0, ARGV[2]) }`,
);

/** KEYS: sessions. Returns what never changes about each, or an empty text. */
export const identitiesScript: RedisScript = defineScript(
  'protect',
  `
local identities = {}
for i, session in ipairs(KEYS) do identities[i] = redis.call('HGET', session, 'identity') or '' end
return identities`,
);

/**
 * KEYS: ends, then two for each session: session, its subject's index. ARGV: seconds since the end, then the sid of each.
 * Returns how many were deleted: activity moves a deadline, and the time noted for it follows here.
 */
export const pruneSessionsScript: RedisScript = defineScript(
  'protect',
  `
local deleted = 0
for i = 2, #ARGV do
  local session, index, sid = KEYS[2 * i - 2], KEYS[2 * i - 1], ARGV[i]
  local found = redis.call('HMGET', session, 'version', 'ended', 'inactivity', 'overall')
  local past = 0
  if found[1] then past = tonumber(found[2] or math.min(tonumber(found[3]), tonumber(found[4]))) end
  if found[1] and past > now - tonumber(ARGV[1]) then redis.call('ZADD', KEYS[1], string.format('%.6f', past), sid)
  else
    deleted = deleted + redis.call('DEL', session)
    redis.call('ZREM', index, sid)
    redis.call('ZREM', KEYS[1], sid)
  end
end
return deleted`,
);
