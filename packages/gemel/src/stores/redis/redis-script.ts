/** A script that the server runs as one atomic step, known to it by its digest. */
import { createHash } from 'node:crypto';

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

export function defineScript(kind: ScriptKind, ...parts: readonly string[]): RedisScript {
  const text = HEADERS[kind] + CLOCK + (kind === 'read' ? PRIMARY_ONLY : '') + parts.join('\n');
  // The name that Redis itself gives it; not a matter of security.
  return { digest: createHash('sha1').update(text).digest('hex'), text };
}
