/** `gemel audit`: what happened, for people (`list`) and for whatever gathers logs (`export`). */
import {
  type AccountStore,
  type AuditEntry,
  type AuditKind,
  auditKinds,
  auditLine,
  type AuditSearch,
  isAuditKind,
  parseEmail,
  readAudit,
} from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { nearestName } from '../configuration/nearest-name.ts';
import { type CommandLine, type OptionTable, parseCommandLine } from './parse-command-line.ts';
import { parseMoment } from './parse-moment.ts';
import { runWithAccounts } from './run-with-accounts.ts';

const conditions: OptionTable = {
  email: { type: 'string' },
  subject: { type: 'string' },
  kind: { type: 'string', multiple: true },
  session: { type: 'string' },
  address: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
};

const conditionArgs: CommandDef['args'] = {
  email: { type: 'string', description: 'Of the account with this address' },
  subject: { type: 'string', description: 'Of this account, which may be gone' },
  kind: { type: 'string', description: 'Of this kind, such as sign_in.failed; may be repeated' },
  session: { type: 'string', description: 'Of this session' },
  address: { type: 'string', description: 'From this network address' },
  since: { type: 'string', description: 'Not before: 24h, 7d, 2026-11-27, or a time of RFC 3339' },
  until: { type: 'string', description: 'Before' },
};

const listCommand: CommandDef = {
  meta: { name: 'list', description: 'Show what happened, the newest first' },
  args: { ...conditionArgs, limit: { type: 'string', description: 'As many at most: 1 to 1000, 50 where nothing is said' } },
  run: ({ rawArgs }) =>
    runWithAccounts(
      () => {
        const line = parseCommandLine('audit list', rawArgs, { ...conditions, limit: { type: 'string' } });
        return { asked: readAsked('gemel audit list', line), limit: readLimit(line) };
      },
      async ({ asked, limit }, store) => {
        const { entries, next } = await readAudit(store).search({ ...(await findSearch('gemel audit list', asked, store)), limit });
        for (const entry of entries) process.stdout.write(`${spell(entry)}\n`);
        if (next !== undefined) process.stderr.write('gemel: there is more: narrow it, or write gemel audit export\n');
      },
    ),
};

const exportCommand: CommandDef = {
  meta: { name: 'export', description: 'Write what happened as lines of JSON, the oldest first' },
  args: conditionArgs,
  run: ({ rawArgs }) =>
    runWithAccounts(
      () => readAsked('gemel audit export', parseCommandLine('audit export', rawArgs, conditions)),
      async (asked, store) => {
        for await (const entry of readAudit(store).walk(await findSearch('gemel audit export', asked, store)))
          await write(`${auditLine(entry)}\n`);
      },
    ),
};

export const auditCommand: CommandDef = {
  meta: { name: 'audit', description: 'Look into the audit log, or hand it on as lines of JSON' },
  subCommands: { list: listCommand, export: exportCommand },
};

/** What was asked for; an address of mail is looked up once the store is open. */
interface Asked {
  readonly search: AuditSearch;
  readonly email: string | undefined;
}

function readAsked(command: string, line: CommandLine): Asked {
  const problems: string[] = [];
  const [email] = line.texts('email');
  const [subject] = line.texts('subject');
  if (email !== undefined && subject !== undefined) problems.push('--email and --subject name one account each: write one of them');
  const moment = (name: 'since' | 'until') => {
    const [text] = line.texts(name);
    const time = text === undefined ? undefined : parseMoment(text, Date.now() / 1000);
    if (text !== undefined && time === undefined)
      problems.push(`--${name} is no time: write --${name} 24h, --${name} 7d or --${name} 2026-11-27`);
    return time;
  };
  const [from, to] = [moment('since'), moment('until')];
  const kinds = line.texts('kind').filter((name): name is AuditKind => isAuditKind(name) || !problems.push(unknownKind(name)));
  if (problems.length > 0) throw optionsError(command, problems);
  const [sid] = line.texts('session');
  const [address] = line.texts('address');
  const given = { subject, sid, address, from, to, kinds: kinds.length === 0 ? undefined : kinds };
  return { email, search: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function unknownKind(name: string): string {
  const kinds = Object.keys(auditKinds);
  const nearest = nearestName(name, kinds);
  return nearest === undefined
    ? `${name} is no kind of event: the kinds are ${kinds.join(', ')}`
    : `${name} is no kind of event: did you mean ${nearest}?`;
}

function readLimit(line: CommandLine): number {
  const [text = '50'] = line.texts('limit');
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 1000) throw optionsError('gemel audit list', ['--limit must be a number from 1 to 1000: write --limit 50']);
  return limit;
}

async function findSearch(command: string, { search, email }: Asked, store: AccountStore): Promise<AuditSearch> {
  if (email === undefined) return search;
  const account = await store.findByEmail(parseEmail(email)?.email ?? '');
  if (account === undefined)
    throw optionsError(command, [`There is no account for ${email}: correct the address, or name a former one by --subject`]);
  return { ...search, subject: account.id };
}

/** One line: when, what, of whom, by whom, from where, and the rest. A device's name is the client's own word, and is quoted. */
function spell({ at, kind, actor, subject, sid, address, device, facts }: AuditEntry): string {
  const rest = [...Object.entries(facts), ...(device === null ? [] : [['device', device] as const])];
  const words = [
    kind,
    subject ?? '-',
    `by ${actor}`,
    ...(address === null ? [] : [`from ${address}`]),
    ...(sid === null ? [] : [`session ${sid}`]),
  ];
  return [new Date(at * 1000).toISOString(), ...words, ...rest.map(([name, value]) => `${name}=${JSON.stringify(value)}`)].join('  ');
}

/** Waits where whoever reads is slower. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())));
}
