/** Scripts about the log alone. */
import { defineScript, type RedisScript } from '../redis-script.ts';
import { APPEND, HEAL, INSPECT } from './log-fragments.ts';

/**
 * Reads the logs of some partitions. KEYS[1]: a key that never exists; then four for each that is to be read: meta, log, untils, retired;
 * then meta alone of each that is believed to have nothing new. ARGV: most entries, number of partitions, how many are to be read, what is
 * believed of the others (epoch and number of the last entry, of each); then two for each that is to be read: the number of the last entry
 * that the reader has, and `c` to go on or `s` where that is a snapshot, which leaves out what is past.
 *
 * Returns the time, `master_replid`, which of the others are not as believed (from 1), and for each partition that was read one of: `=`,
 * epoch, n (nothing new); `>`, epoch, position, `1` where there is more, entries of four; `gap`, epoch; `unsound`.
 */
export const readLogScript: RedisScript = defineScript(
  'read',
  INSPECT,
  `
local replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
local left = tonumber(ARGV[1])

local function otherPartitions(count)
  return redis.error_reply('the sessions are in ' .. tostring(count) .. ' partitions')
end

local function readFrom(log, n, from, isSnapshot)
  local position, entries, scanned = from, {}, 0
  while position < n and left > 0 and scanned < 5000 do
    local rows = redis.call('XRANGE', log, '(' .. plain(position) .. '-0', '+', 'COUNT', math.min(left, 250))
    if #rows == 0 then
      if not isSnapshot then return nil end
      position = n
    end
    for _, row in ipairs(rows) do
      local id = tonumber(string.match(row[1], '^%d+'))
      if not isSnapshot and id ~= position + 1 then return nil end
      position = id
      scanned = scanned + 1
      local f = row[2]
      if not isSnapshot or f[2] == '' or tonumber(f[4]) > now then
        left = left - 1
        for i = 2, 8, 2 do entries[#entries + 1] = f[i] end
      end
    end
  end
  return position, entries
end

local function readPartition(p)
  local meta, log, untils, retired = KEYS[4 * p - 2], KEYS[4 * p - 1], KEYS[4 * p], KEYS[4 * p + 1]
  local from, isSnapshot = ARGV[2 * p + 3], ARGV[2 * p + 4] == 's'
  local head = redis.call('HMGET', meta, 'epoch', 'n', 'partitions')
  if not head[1] or not head[2] then return { 'unsound' } end
  if head[3] ~= ARGV[2] then return otherPartitions(head[3]) end
  if head[2] == from then return { '=', head[1], head[2] } end
  if not inspect(meta, log, untils, retired).sound then return { 'unsound' } end
  local n = tonumber(head[2])
  if tonumber(from) > n then return { 'gap', head[1] } end
  local position, entries = readFrom(log, n, tonumber(from), isSnapshot)
  if not position then return { 'gap', head[1] } end
  return { '>', head[1], plain(position), position < n and '1' or '', entries }
end

local count = tonumber(ARGV[3])
local changed, index = {}, 0
for epoch, n in string.gmatch(ARGV[4], '(%S+) (%S+)') do
  index = index + 1
  local head = redis.call('HMGET', KEYS[4 * count + 1 + index], 'epoch', 'n', 'partitions')
  if head[1] ~= epoch or head[2] ~= n then changed[#changed + 1] = index
  elseif head[3] ~= ARGV[2] then return otherPartitions(head[3]) end
end

local answer = { at, replid, changed }
for p = 1, count do
  local read = readPartition(p)
  if read.err then return read end
  answer[p + 3] = read
end
return answer`,
);

/** Makes a new epoch where the log is not as it was left. KEYS and ARGV[1..2] as for every change of the log. */
export const healLogScript: RedisScript = defineScript('protect', INSPECT, HEAL, 'heal() return at');

/** Makes a new epoch. */
export const raiseEpochScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  `
heal()
redis.call('HSET', META, 'epoch', ARGV[1])
redis.pcall('PUBLISH', META, '*')
return at`,
);

/** Deletes up to ARGV[3] entries that are past; returns how many were looked at. */
export const pruneLogScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  `
local past = redis.call('ZRANGEBYSCORE', UNTILS, '-inf', at, 'LIMIT', 0, ARGV[3])
local deleted = 0
for _, member in ipairs(past) do
  local n, name = string.match(member, '^(%d+)\\n(.*)$')
  deleted = deleted + redis.call('XDEL', LOG, n .. '-0')
  redis.call('ZREM', UNTILS, member)
  local kept = {}
  for g, u in string.gmatch(redis.call('HGET', FLOORS, name) or '', '(%S+) (%S+)') do
    if tonumber(u) > now then kept[#kept + 1] = g .. ' ' .. u end
  end
  if #kept == 0 then redis.call('HDEL', FLOORS, name)
  else redis.call('HSET', FLOORS, name, table.concat(kept, ' ')) end
end
-- What was missing before is missing no longer once nobody expects it.
if deleted < #past then redis.call('HINCRBY', META, 'lost', deleted - #past) end
return #past`,
);

/**
 * Announces floors. KEYS[6]: when sessions end; KEYS[7..]: the session of each floor. ARGV[3]: seconds beyond the overall deadline that the
 * entry of a lost change is kept; ARGV[4]: the generation `NEVER`; then three for each floor: sid, generation, until.
 */
export const announceScript: RedisScript = defineScript(
  'protect',
  INSPECT,
  HEAL,
  APPEND,
  `
local function isCovered(sid, generation, untilText)
  for g, u in string.gmatch(redis.call('HGET', FLOORS, sid) or '', '(%S+) (%S+)') do
    if tonumber(u) > now and tonumber(g) >= tonumber(generation) and tonumber(u) >= tonumber(untilText) then return true end
  end
  return false
end

local n = '0'
for i = 1, #KEYS - 6 do
  local session, sid, generation, untilText = KEYS[6 + i], ARGV[3 * i + 2], ARGV[3 * i + 3], ARGV[3 * i + 4]
  local found = redis.call('HMGET', session, 'version', 'ended', 'generation', 'overall')
  if found[1] and not found[2] and tonumber(found[3]) < tonumber(generation) then
    local last = tonumber(found[4]) + tonumber(ARGV[3])
    if last > tonumber(untilText) then untilText = string.format('%.6f', last) end
    n = append(ARGV[4], untilText, sid, '')
    redis.call('HSET', session, 'version', plain(tonumber(found[1]) + 1), 'ended', at, 'reason', 'change_lost')
    redis.call('ZADD', KEYS[6], at, sid)
  elseif tonumber(untilText) > now and not isCovered(sid, generation, untilText) then
    n = append(generation, untilText, sid, '')
  end
end
return { at, n }`,
);
