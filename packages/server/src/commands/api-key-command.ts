/** `gemel api-key`: the keys with which programs administer over HTTP. */
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { type AdminScope, adminScopes, isAdminScope } from '../admin/admin-scope.ts';
import { createApiKey, revokeApiKey, rotateApiKey } from '../admin/api-keys/change-api-keys.ts';
import { listApiKeys } from '../admin/api-keys/list-api-keys.ts';
import { runOperation } from '../admin/run-operation.ts';
import { nearestName } from '../configuration/nearest-name.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { parseDuration } from './parse-duration.ts';
import { runWithEngine } from './run-with-engine.ts';

const usage = {
  create: 'write gemel api-key create backup --scope users:read',
  rotate: 'write gemel api-key rotate 0123456789abcdef',
  revoke: "write gemel api-key revoke 0123456789abcdef --reason 'it leaked'",
} as const;

const idArgument = { type: 'positional', description: 'The key, as `gemel api-key list` names it', required: false } as const;

const createCommand: CommandDef = {
  meta: { name: 'create', description: 'Make a key; it is shown this once, on standard output' },
  args: {
    name: { type: 'positional', description: 'What people call it', required: false },
    scope: { type: 'string', description: `What it may do; may be repeated: ${adminScopes.join(', ')}` },
    'valid-for': { type: 'string', description: 'Such as 90d or 12h; left out, until it is revoked' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const options = { scope: { type: 'string', multiple: true }, 'valid-for': { type: 'string' } } as const;
        return readCreation(parseCommandLine('api-key create', rawArgs, options, 1));
      },
      async (given, { administration }) => {
        const { key, text } = await runOperation(administration, createApiKey, given);
        process.stdout.write(`${text}\n`);
        note(`The key ${key.id} (${key.name}) may ${key.scopes.join(', ')}. It is shown this once.`);
      },
    ),
};

const listCommand: CommandDef = {
  meta: { name: 'list', description: 'Show every key, what it may do, and whether it stands' },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => void parseCommandLine('api-key list', rawArgs, {}),
      async (_, { administration, gemel }) => {
        const { apiKeys } = await runOperation(administration, listApiKeys, {});
        if (apiKeys.length === 0) say('There are no keys.');
        for (const { id, name, scopes, expiresAt, revokedAt, lastUsedAt } of apiKeys) {
          const hasExpired = expiresAt !== null && expiresAt <= gemel.engineTime();
          const state = revokedAt !== null ? `revoked ${spell(revokedAt)}` : hasExpired ? `expired ${spell(expiresAt)}` : 'stands';
          const until = state === 'stands' && expiresAt !== null ? [`until ${spell(expiresAt)}`] : [];
          const used = lastUsedAt === null ? 'never used' : `used ${spell(lastUsedAt)}`;
          say([id, JSON.stringify(name), scopes.join(', '), state, ...until, used].join('  '));
        }
      },
    ),
};

const rotateCommand: CommandDef = {
  meta: { name: 'rotate', description: 'Give a key another secret; the one before stays good for a while' },
  args: { id: idArgument, overlap: { type: 'string', description: 'For how long, such as 1h (the default) or 0s' } },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const line = parseCommandLine('api-key rotate', rawArgs, { overlap: { type: 'string' } }, 1);
        return { id: readId('rotate', line), overlap: readDuration('rotate', 'overlap', line) };
      },
      async (given, { administration }) => {
        const { key, text } = await runOperation(administration, rotateApiKey, given);
        process.stdout.write(`${text}\n`);
        const { formerUntil } = key;
        note(
          `The key ${key.id} has another secret; the one before is ${formerUntil === null ? 'void' : `good until ${spell(formerUntil)}`}.`,
        );
      },
    ),
};

const revokeCommand: CommandDef = {
  meta: { name: 'revoke', description: 'End a key at once, on every node' },
  args: { id: idArgument, reason: { type: 'string', description: 'Why; kept in the audit log' } },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const line = parseCommandLine('api-key revoke', rawArgs, { reason: { type: 'string' } }, 1);
        const [reason] = line.texts('reason');
        const id = readId('revoke', line);
        if (reason === undefined) throw optionsError('gemel api-key revoke', [`The reason is missing: ${usage.revoke}`]);
        return { id, reason };
      },
      async (given, { administration }) => {
        await runOperation(administration, revokeApiKey, given);
        say(`The key ${given.id} is revoked.`);
      },
    ),
};

export const apiKeyCommand: CommandDef = {
  meta: { name: 'api-key', description: 'Administer the keys with which programs administer over HTTP' },
  subCommands: { create: createCommand, list: listCommand, rotate: rotateCommand, revoke: revokeCommand },
};

interface Creation {
  readonly name: string;
  readonly scopes: readonly AdminScope[];
  readonly validFor: number | undefined;
}

function readCreation(line: CommandLine): Creation {
  const [name] = line.positionals;
  if (name === undefined) throw optionsError('gemel api-key create', [`The name is missing: ${usage.create}`]);
  const given = line.texts('scope');
  if (given.length === 0)
    throw optionsError('gemel api-key create', [
      `There is nothing that it may do: ${usage.create}; the scopes are ${adminScopes.join(', ')}`,
    ]);
  const unknown = given.filter((scope) => !isAdminScope(scope)).map(unknownScope);
  if (unknown.length > 0) throw optionsError('gemel api-key create', unknown);
  return { name, scopes: given.filter(isAdminScope), validFor: readDuration('create', 'valid-for', line) };
}

function unknownScope(scope: string): string {
  const nearest = nearestName(scope, adminScopes);
  return nearest === undefined
    ? `${scope} is no scope: the scopes are ${adminScopes.join(', ')}`
    : `${scope} is no scope: did you mean ${nearest}?`;
}

function readId(verb: 'rotate' | 'revoke', { positionals: [id] }: CommandLine): string {
  if (id === undefined) throw optionsError(`gemel api-key ${verb}`, [`The key is missing: ${usage[verb]}`]);
  if (!/^[0-9a-f]{16}$/.test(id))
    throw optionsError(`gemel api-key ${verb}`, [`${JSON.stringify(id)} is no key's id: see gemel api-key list`]);
  return id;
}

function readDuration(verb: 'create' | 'rotate', option: string, line: CommandLine): number | undefined {
  const [text] = line.texts(option);
  const duration = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && duration === undefined)
    throw optionsError(`gemel api-key ${verb}`, [`--${option} is no duration: write --${option} 90d, --${option} 12h or --${option} 30m`]);
  return duration;
}

function spell(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 16)}Z`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Beside the key, which alone is on standard output. */
function note(text: string): void {
  process.stderr.write(`gemel: ${text}\n`);
}
