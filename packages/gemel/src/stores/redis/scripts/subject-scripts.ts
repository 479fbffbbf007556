/** Scripts about a subject and all its sessions. */
import { defineScript, type RedisScript } from '../redis-script.ts';
import { APPEND, HEAL, INSPECT } from './log-fragments.ts';

/** A subject's version is its own and that of everyone, which rise each by itself. */
export const EFFECTIVE = `
local function effective(own, everyone) return plain(tonumber(own or '0') + tonumber(redis.call('GET', everyone) or '0')) end
`;

/** KEYS: a key that never exists, subject, everyone. */
export const subjectVersionScript: RedisScript = defineScript(
  'read',
  EFFECTIVE,
  `return { at, effective(redis.call('HGET', KEYS[2], 'version'), KEYS[3]) }`,
);

/** KEYS: everyone. Sent twice it raises twice, which does no harm. */
export const raiseEveryoneScript: RedisScript = defineScript(
  'protect',
  `
local version = plain(math.max(tonumber(redis.call('GET', KEYS[1]) or '0') + 1, clock[1] * 1000000 + clock[2]))
redis.call('SET', KEYS[1], version)
return { at, version }`,
);

/** KEYS: subject, everyone. ARGV: name of this change. */
export const raiseSubjectScript: RedisScript = defineScript(
  'write',
  EFFECTIVE,
  `
local found = redis.call('HMGET', KEYS[1], 'version', 'op')
if found[2] == ARGV[1] then return { at, effective(found[1], KEYS[2]) } end
local version = plain(tonumber(found[1] or '0') + 1)
redis.call('HSET', KEYS[1], 'version', version, 'op', ARGV[1], 'ended', '')
return { at, effective(version, KEYS[2]) }`,
);

/**
 * All keys of a script must be named beforehand, so the caller says which sessions it believes the subject to have; where it has
 * others, nothing is done and they are returned. `$1` is the key of the index, `$2` the number of keys before the sessions, `$3` the
 * number of arguments before their sids.
 */
const SAME_SESSIONS = (index: string, keysBefore: number, argumentsBefore: number): string => `
local sids = redis.call('ZRANGE', ${index}, 0, -1, 'REV')
local function isAsBelieved()
  if #sids ~= #KEYS - ${keysBefore} then return false end
  for i, sid in ipairs(sids) do if ARGV[${argumentsBefore} + i] ~= sid then return false end end
  return true
end
if not isAsBelieved() then return { at, 'others', sids } end
`;

/** KEYS: a key that never exists, index, sessions. ARGV: sids. Returns the fields of each session, those that ended included. */
export const listSessionsScript: RedisScript = defineScript(
  'read',
  SAME_SESSIONS('KEYS[2]', 2, 0),
  `
local found = {}
for i = 3, #KEYS do found[#found + 1] = redis.call('HGETALL', KEYS[i]) end
return { at, 'all', found }`,
);

/**
 * KEYS: log keys, subject, index, ends, sessions. ARGV: fresh, partitions, name of this change, retention, receipt, `NEVER`, reason, sid
 * of the session that stays or nothing, sids.
 */
export const endSubjectScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  APPEND,
  `
local SUBJECT, INDEX, ENDS = KEYS[6], KEYS[7], KEYS[8]
local subject = redis.call('HMGET', SUBJECT, 'version', 'op', 'ended')
if subject[2] == ARGV[3] then
  local before = {}
  for sid in string.gmatch(subject[3] or '', '[^\\n]+') do before[#before + 1] = sid end
  return { at, 'all', before, '0' }
end
`,
  SAME_SESSIONS('INDEX', 8, 8),
  `
local untilText = string.format('%.6f', now + tonumber(ARGV[4]))
local ended, n = {}, '0'
redis.call('HSET', SUBJECT, 'version', plain(math.max(tonumber(subject[1] or '0') + 1, clock[1] * 1000000 + clock[2])))
for i, sid in ipairs(sids) do
  local session = KEYS[8 + i]
  local found = redis.call('HMGET', session, 'version', 'ended')
  if found[1] and not found[2] and sid ~= ARGV[8] then
    n = append(ARGV[6], untilText, sid, ARGV[5])
    redis.call('HSET', session, 'version', plain(tonumber(found[1]) + 1), 'op', ARGV[3], 'ended', at, 'reason', ARGV[7])
    redis.call('ZADD', ENDS, at, sid)
    ended[#ended + 1] = sid
  end
  if sid ~= ARGV[8] then redis.call('ZREM', INDEX, sid) end
end
redis.call('HSET', SUBJECT, 'op', ARGV[3], 'ended', table.concat(ended, '\\n'))
return { at, 'all', ended, n }`,
);
