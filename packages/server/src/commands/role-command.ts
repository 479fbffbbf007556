/** `gemel role`: what roles permit, and who has them; each change reaches every session that stands. */
import type { Accounts } from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

const usage = {
  set: 'write gemel role set editor --permission post:write',
  remove: 'write gemel role remove editor',
  assign: 'write gemel role assign ada@example.com editor',
  unassign: 'write gemel role unassign ada@example.com editor',
} as const;

const nameArgument = { type: 'positional', description: 'The role', required: false } as const;
const emailArgument = { type: 'positional', description: 'E-mail address of the account', required: false } as const;

const listCommand: CommandDef = {
  meta: { name: 'list', description: 'Show the roles, what each permits, and which the settings declare' },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => void parseCommandLine('role list', rawArgs, {}),
      async (_, { accounts }) => {
        const roles = await accounts.roles.list();
        if (roles.length === 0) say('There are no roles.');
        for (const { name, permissions, isDeclared, isSettled } of roles) {
          say(
            [
              name,
              permissions.join(', ') || 'nothing',
              ...(isDeclared ? ['declared'] : []),
              ...(isSettled ? [] : ['not everywhere yet']),
            ].join('  '),
          );
        }
      },
    ),
};

const setCommand: CommandDef = {
  meta: { name: 'set', description: 'Make a role, or replace what it permits, in the sessions of everybody who has it as well' },
  args: { role: nameArgument, permission: { type: 'string', description: 'What it permits; may be repeated' } },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const line = parseCommandLine('role set', rawArgs, { permission: { type: 'string', multiple: true } }, 1);
        const permissions = line.texts('permission');
        const name = readName('set', line.positionals[0]);
        if (permissions.length === 0) throw optionsError('gemel role set', [`There is nothing that it permits: ${usage.set}`]);
        return { name, permissions };
      },
      async ({ name, permissions }, { accounts }) => {
        const count = await accounts.roles.define(name, permissions);
        say(`${name} permits ${permissions.join(', ')}; ${spellCount(count)} it.`);
      },
    ),
};

const removeCommand: CommandDef = {
  meta: { name: 'remove', description: 'Take a role from everybody and forget it' },
  args: { role: nameArgument },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => readName('remove', parseCommandLine('role remove', rawArgs, {}, 1).positionals[0]),
      async (name, { accounts }) => {
        const count = await accounts.roles.remove(name);
        if (count === undefined) throw optionsError('gemel role remove', [`There is no role ${name}: see gemel role list`]);
        say(`${name} is gone; ${spellCount(count, 'had')} it.`);
      },
    ),
};

export const roleCommand: CommandDef = {
  meta: { name: 'role', description: 'Administer roles' },
  subCommands: { list: listCommand, set: setCommand, remove: removeCommand, assign: giving('assign'), unassign: giving('unassign') },
};

function giving(verb: 'assign' | 'unassign'): CommandDef {
  return {
    meta: { name: verb, description: `${verb === 'assign' ? 'Give a role to' : 'Take a role from'} an account and its sessions` },
    args: { email: emailArgument, role: nameArgument },
    run: ({ rawArgs }) =>
      runWithEngine(
        () => readGiving(verb, parseCommandLine(`role ${verb}`, rawArgs, {}, 2)),
        ({ email, name }, { accounts }) => give(verb, { email, name }, accounts),
      ),
  };
}

interface Giving {
  readonly email: string;
  readonly name: string;
}

function readGiving(verb: 'assign' | 'unassign', { positionals: [email, name] }: CommandLine): Giving {
  if (email === undefined) throw optionsError(`gemel role ${verb}`, [`The e-mail address is missing: ${usage[verb]}`]);
  return { email, name: readName(verb, name) };
}

async function give(verb: 'assign' | 'unassign', { email, name }: Giving, accounts: Accounts): Promise<void> {
  const found = await accounts.findByEmail(email);
  const account = found && (await accounts.roles[verb](found.subject, name));
  if (account === undefined)
    throw optionsError(`gemel role ${verb}`, [`There is no account for ${email}: correct the address, or sign up first`]);
  say(`${account.email}: roles ${account.roles.join(', ') || 'none'}.`);
}

function readName(verb: keyof typeof usage, name: string | undefined): string {
  if (name === undefined) throw optionsError(`gemel role ${verb}`, [`The role is missing: ${usage[verb]}`]);
  return name;
}

function spellCount(count: number, verb = count === 1 ? 'has' : 'have'): string {
  return `${count} account${count === 1 ? '' : 's'} ${verb}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
