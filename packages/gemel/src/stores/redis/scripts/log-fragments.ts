/** Lua that scripts about the log share: how an entry is written, and how a log that is not as it was left is found out. */

/**
 * KEYS[1..5] are the `LogKeys`; ARGV[1] is a fresh random text, ARGV[2] the number of partitions.
 *
 * Entries are numbered from 1 without gaps: entry `n` has the stream's id `n-0`. `meta` holds the epoch, the number of the last entry
 * (`n`), by how much `n` is ahead of what the stream says was ever added (`base`), and how many entries are missing (`lost`).
 * A stream that somebody deleted or trimmed does not fit to them.
 */
export const INSPECT = `
local function inspect(meta, log, untils, retired)
  local found = redis.call('HMGET', meta, 'epoch', 'n', 'base', 'lost', 'partitions')
  local stream = redis.pcall('XINFO', 'STREAM', log)
  local last, added, length = 0, 0, 0
  if not stream.err then
    for i = 1, #stream, 2 do
      if stream[i] == 'last-generated-id' then last = tonumber(string.match(stream[i + 1], '^%d+'))
      elseif stream[i] == 'entries-added' then added = tonumber(stream[i + 1])
      elseif stream[i] == 'length' then length = tonumber(stream[i + 1]) end
    end
  end
  local missing = redis.call('ZCARD', untils) + redis.call('HLEN', retired) - length
  local n = tonumber(found[2] or '0')
  local sound = found[1] and n - added == tonumber(found[3]) and missing == tonumber(found[4]) and (stream.err or last == n)
  return { epoch = found[1], n = n, partitions = found[5], sound = sound, last = last, added = added }
end
`;

/**
 * Makes a new epoch of whatever is there. Floors are forgotten, so that what readers announce is written again; retirements of keys are
 * written again at once.
 */
export const HEAL = `
local META, LOG, UNTILS, FLOORS, RETIRED = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local function heal()
  local state = inspect(META, LOG, UNTILS, RETIRED)
  if state.sound then return end
  local n = math.max(state.n, state.last)
  redis.call('HSET', META, 'epoch', ARGV[1], 'partitions', ARGV[2])
  redis.call('DEL', FLOORS)
  for _, kid in ipairs(redis.call('HKEYS', RETIRED)) do
    n = n + 1
    redis.call('XADD', LOG, plain(n) .. '-0', 'g', '', 'u', '', 'n', kid, 'r', '')
  end
  redis.call('HSET', META, 'n', plain(n))
  state = inspect(META, LOG, UNTILS, RETIRED)
  local length = redis.call('XLEN', LOG)
  local kept = redis.call('ZCARD', UNTILS) + redis.call('HLEN', RETIRED)
  redis.call('HSET', META, 'base', plain(n - state.added), 'lost', plain(kept - length))
  redis.pcall('PUBLISH', META, '*')
end
`;

/** Returns the entry's number. `generation` and `until` are texts, empty for the retirement of a key; `receipt` is empty, or one behind a `=`. */
export const APPEND = `
local function append(generation, untilText, name, receipt)
  local n = redis.call('HGET', META, 'n')
  if not n then
    heal()
    n = redis.call('HGET', META, 'n')
  end
  local nextOne = plain(tonumber(n) + 1)
  local added = redis.pcall('XADD', LOG, nextOne .. '-0', 'g', generation, 'u', untilText, 'n', name, 'r', receipt)
  if type(added) == 'table' and added.err then
    heal()
    nextOne = plain(tonumber(redis.call('HGET', META, 'n')) + 1)
    redis.call('XADD', LOG, nextOne .. '-0', 'g', generation, 'u', untilText, 'n', name, 'r', receipt)
  end
  redis.call('HSET', META, 'n', nextOne)
  if generation ~= '' then
    redis.call('ZADD', UNTILS, untilText, nextOne .. '\\n' .. name)
    local kept = { generation .. ' ' .. untilText }
    for g, u in string.gmatch(redis.call('HGET', FLOORS, name) or '', '(%S+) (%S+)') do
      local isPast = tonumber(u) <= now
      local isCovered = tonumber(g) <= tonumber(generation) and tonumber(u) <= tonumber(untilText)
      if not isPast and not isCovered then kept[#kept + 1] = g .. ' ' .. u end
    end
    redis.call('HSET', FLOORS, name, table.concat(kept, ' '))
  end
  local said = generation == '' and '- -' or generation .. ' ' .. untilText
  redis.pcall('PUBLISH', META, nextOne .. ' ' .. said .. ' ' .. name)
  return nextOne
end
`;
