/** A script that the server runs as one atomic step, known to it by its digest. */
import { createHash } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import { asList, asText } from './redis-reply.ts';

export interface RedisScript {
  readonly digest: string;
  readonly text: string;
}

/**
 * What a script may meet:
 *
 * - `write`: refused by Redis as a whole, before its first command, where memory is full, the disk fails, replicas are missing or this is a replica;
 * - `protect`: the same, but runs where memory is full: it ends sessions, or frees memory;
 * - `read`: writes nothing, and runs where nothing can be written; refuses on a replica by `PRIMARY_ONLY`.
 */
export type ScriptKind = 'write' | 'protect' | 'read';

const HEADERS: Readonly<Record<ScriptKind, string>> = {
  write: '#!lua\n',
  protect: '#!lua flags=allow-oom\n',
  // Without a header Redis checks each command instead, which lets PRIMARY_ONLY tell one refusal from another.
  read: '',
};

/** `at`: the engine's time as text, exact to the microsecond; `now`: the same as a number. */
const CLOCK = `
local clock = redis.call('TIME')
local at = clock[1] .. '.' .. string.format('%06d', clock[2])
local now = tonumber(at)
local function plain(number) return string.format('%.0f', number) end
`;

/**
 * Refuses on a replica, whose data are old: deletes a key that never exists (KEYS[1]), which a replica alone refuses with READONLY.
 * Other refusals of writes do not hinder a read.
 */
const PRIMARY_ONLY = `
local probe = redis.pcall('DEL', KEYS[1])
if type(probe) == 'table' and probe.err and string.find(probe.err, 'READONLY', 1, true) then return probe end
`;

/**
 * The first argument is a name that comes back with the answer: a client that has lost count of its answers gives one to another command
 * (node-redis 5.12 did, after a reset connection), which must never be taken for what was asked.
 */
const OPENING = `local question = table.remove(ARGV, 1)
local function answer()
`;
const CLOSING = `
end
local given = answer()
if type(given) == 'table' and given.err then return given end
return { question, given }`;

/** Within the parts, KEYS and ARGV are what the store sends, and `return` gives what it receives. */
export function defineScript(kind: ScriptKind, ...parts: readonly string[]): RedisScript {
  const guard = kind === 'read' ? PRIMARY_ONLY : '';
  const text = `${HEADERS[kind]}${OPENING}${CLOCK}${guard}${parts.join('\n')}${CLOSING}`;
  // The name that Redis itself gives it; not a matter of security.
  return { digest: createHash('sha1').update(text).digest('hex'), text };
}

/** A script that is asked once: what is sent, and how its answer is known. */
export interface Question {
  readonly args: readonly string[];
  /** Returns what the script gave. @throws GemelError `store_unavailable` where this is the answer to another */
  open(reply: unknown): unknown;
}

/** @param name has not been used before on this client. */
export function askOnce(name: string, args: readonly string[]): Question {
  return {
    args: [name, ...args],
    open(reply) {
      const [question, given] = asList(reply);
      if (question !== undefined && asText(question) === name) return given;
      throw new GemelError('store_unavailable', { reason: 'the client gave an answer to another command: update it' });
    },
  };
}
