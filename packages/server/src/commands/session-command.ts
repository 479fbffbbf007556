/** `gemel session`: the sessions that stand, and the end of one, of all of an account, or of everybody's. */
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import type { Session } from 'gemel';
import { endEverySession, type EndedSessions, endSession, endUserSessions } from '../admin/sessions/end-sessions.ts';
import { listSessions } from '../admin/sessions/list-sessions.ts';
import { deviceLabel } from '../http/device-label.ts';
import { printableJson } from '../tokens/printable-json.ts';
import { operate } from './operate.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { reachWords } from './reach-words.ts';
import { type CommandEngine, runWithEngine } from './run-with-engine.ts';

const email = { type: 'string', description: 'E-mail address of the account whose sessions are meant' } as const;
/** As `limitField` of the operations has it. */
const pageSize = 200;

const listCommand: CommandDef = {
  meta: { name: 'list', description: 'List the sessions that stand: whose, since when, on which device' },
  args: { user: email },
  run: ({ rawArgs }) =>
    runWithEngine(
      () =>
        parseCommandLine('session list', rawArgs, { user: { type: 'string' } })
          .texts('user')
          .at(-1),
      (user, engine) => list(user, engine),
    ),
};

const revokeCommand: CommandDef = {
  meta: { name: 'revoke', description: 'End one session, all of an account, or those of everybody; says when every node has heard' },
  args: {
    sid: { type: 'positional', description: 'The session, as `gemel session list` names it', required: false },
    user: email,
    everyone: { type: 'boolean', description: 'Everybody, and sign-ins under way' },
    reason: { type: 'string', description: 'Why; kept in the audit log' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const options = { user: { type: 'string' }, everyone: { type: 'boolean' }, reason: { type: 'string' } } as const;
        return readRevocation(parseCommandLine('session revoke', rawArgs, options, 1));
      },
      (revocation, engine) => revoke(revocation, engine),
    ),
};

export const sessionCommand: CommandDef = {
  meta: { name: 'session', description: 'List sessions, or end one, all of an account, or those of everybody' },
  subCommands: { list: listCommand, revoke: revokeCommand },
};

type Target = { readonly sid: string } | { readonly user: string } | 'everyone';

interface Revocation {
  readonly target: Target;
  readonly reason: string;
}

function readRevocation(line: CommandLine): Revocation {
  const [sid] = line.positionals;
  const user = line.texts('user').at(-1);
  const reason = line.texts('reason').at(-1);
  const targets: readonly Target[] = [
    ...(sid === undefined ? [] : [{ sid }]),
    ...(user === undefined ? [] : [{ user }]),
    ...(line.has('everyone') ? ['everyone' as const] : []),
  ];
  const [target] = targets;
  const which = 'write a session as `gemel session list` names it, --user ada@example.com or --everyone';
  const problems = [
    ...(target === undefined ? [`Whose sessions are to end is missing: ${which}`] : []),
    ...(targets.length > 1 ? [`One of them at a time: ${which}`] : []),
    ...(reason === undefined ? ["The reason is missing: write --reason 'lost laptop'; the audit log keeps it"] : []),
  ];
  if (target === undefined || reason === undefined || problems.length > 0) throw optionsError('gemel session revoke', problems);
  return { target, reason };
}

async function list(user: string | undefined, engine: CommandEngine): Promise<void> {
  const subject = user === undefined ? undefined : await subjectOf('gemel session list', user, engine);
  let after: string | undefined;
  do {
    const { sessions, next } = await operate(engine, listSessions, { subject, after, limit: pageSize });
    const found = await engine.accounts.findBySubjects(sessions.map((session) => session.subject));
    const emails = new Map(found.map((account) => [account.subject, account.email]));
    for (const session of sessions) say(spell(session, emails.get(session.subject) ?? session.subject));
    after = next ?? undefined;
  } while (after !== undefined);
}

async function revoke({ target, reason }: Revocation, engine: CommandEngine): Promise<void> {
  const [ended, whose] = await end(target, reason, engine);
  say(
    `${ended.ended === 1 ? '1 session' : `${ended.ended} sessions`} ${whose} ended: ${reachWords[ended.reach]} (${Math.round(ended.tookMs)} ms)${ended.isReplicated ? ', and a second machine holds it' : ''}.`,
  );
  for (const { node, tookMs } of ended.receipts)
    say(`${node}  ${tookMs === null ? 'was not heard' : `heard after ${Math.round(tookMs)} ms`}`);
}

async function end(target: Target, reason: string, engine: CommandEngine): Promise<readonly [EndedSessions, whose: string]> {
  if (target === 'everyone') return [await operate(engine, endEverySession, { reason }), 'of everybody'];
  if ('user' in target) {
    const subject = await subjectOf('gemel session revoke', target.user, engine);
    return [await operate(engine, endUserSessions, { subject, reason }), `of ${target.user}`];
  }
  const { sid } = target;
  return [await operate(engine, endSession, { sid, reason }), `(${sid})`];
}

async function subjectOf(command: string, user: string, { accounts }: CommandEngine): Promise<string> {
  const account = await accounts.findByEmail(user);
  if (account === undefined) throw optionsError(command, [`There is no account for ${user}: correct the address`]);
  return account.subject;
}

/** What a client says of itself is its own word, and is quoted. */
function spell({ sid, mode, createdAt, lastSeenAt, client, act }: Session, whose: string): string {
  const device = client.label ?? deviceLabel(client.userAgent);
  const words = [
    ...[sid, whose, mode, `since ${time(createdAt)}`, `seen ${time(lastSeenAt)}`],
    ...(client.address === undefined ? [] : [`from ${client.address}`]),
    ...(act === undefined ? [] : [`acted in by ${act.sub}`]),
    ...(device === undefined ? [] : [`device=${printableJson(device)}`]),
  ];
  return words.join('  ');
}

function time(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
