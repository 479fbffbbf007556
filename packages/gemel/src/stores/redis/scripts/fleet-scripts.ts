/** Scripts about the nodes of the fleet, all in the first partition. */
import { defineScript, type RedisScript } from '../redis-script.ts';

/**
 * KEYS: bound, nodes, until when, settled epoch. ARGV: the node's own bound, its id, the node, seconds. Returns the time, the fleet's
 * bound and the settled epoch, or an empty text.
 */
export const registerScript: RedisScript = defineScript(
  'write',
  `
redis.call('SETNX', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[3], string.format('%.6f', now + tonumber(ARGV[4])), ARGV[2])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', at)) do
  redis.call('HDEL', KEYS[2], id)
  redis.call('ZREM', KEYS[3], id)
end
return { at, redis.call('GET', KEYS[1]), redis.call('GET', KEYS[4]) or '' }`,
);

/** KEYS: nodes, until when. ARGV: id. */
export const unregisterScript: RedisScript = defineScript(
  'protect',
  `
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return at`,
);

/** KEYS: a key that never exists, nodes, until when. Returns the time, the nodes, and until when each. */
export const listNodesScript: RedisScript = defineScript(
  'read',
  `
local nodes, untils = {}, {}
local found = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. at, '+inf', 'WITHSCORES')
for index = 1, #found, 2 do
  local node = redis.call('HGET', KEYS[2], found[index])
  if node then
    nodes[#nodes + 1] = node
    untils[#untils + 1] = found[index + 1]
  end
end
return { at, nodes, untils }`,
);

/** KEYS: bound. ARGV: seconds. */
export const setBoundScript: RedisScript = defineScript('write', `redis.call('SET', KEYS[1], ARGV[1]) return at`);

/** KEYS: settled epoch. ARGV: epoch. */
export const settleScript: RedisScript = defineScript('write', `redis.call('SET', KEYS[1], ARGV[1]) return at`);

/**
 * KEYS: receipts. ARGV: the node's id, seconds. Receipts alone may vanish by themselves: one that is gone was not confirmed, which is
 * the careful answer.
 */
export const confirmScript: RedisScript = defineScript(
  'write',
  `
for _, receipt in ipairs(KEYS) do
  redis.call('ZADD', receipt, string.format('%.6f', now + tonumber(ARGV[2])), ARGV[1])
  redis.call('PEXPIRE', receipt, plain(math.max(1, math.ceil(tonumber(ARGV[2]) * 1000))))
end
return at`,
);

/** KEYS: a key that never exists, receipt. */
export const confirmedByScript: RedisScript = defineScript('read', `return redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. at, '+inf')`);
