/** The one way into an operation: what it judges, what it lets out, and what it writes down. */
import { randomBytes } from 'node:crypto';
import { type AccountStore, createAccounts } from '@gemel/accounts';
import { createMemoryAccountStore } from '@gemel/accounts/stores/memory';
import { createGemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AdminActor } from '../../src/admin/admin-actor.ts';
import type { AdminContext, AdminOperation } from '../../src/admin/admin-operation.ts';
import { adminScopes } from '../../src/admin/admin-scope.ts';
import { operationTable } from '../../src/admin/operation-table.ts';
import { recentProofAge, runOperation } from '../../src/admin/run-operation.ts';
import { impersonateUser } from '../../src/admin/sessions/impersonate.ts';
import { createUser } from '../../src/admin/users/create-user.ts';
import { endSecondFactor } from '../../src/admin/users/end-second-factor.ts';
import { grantUser } from '../../src/admin/users/grant-user.ts';
import { listUsers } from '../../src/admin/users/list-users.ts';
import { sendResetLink } from '../../src/admin/users/send-reset-link.ts';
import { disableUser } from '../../src/admin/users/set-disabled.ts';
import { codeOf } from '../support/code-of.ts';

let context: AdminContext;
let store: AccountStore;
let stop: () => Promise<void>;

beforeEach(async () => {
  const sessions = createMemoryStore();
  const gemel = await createGemel({ issuer: 'https://app.example', secret: randomBytes(32).toString('base64url'), store: sessions });
  store = createMemoryAccountStore();
  const accounts = createAccounts({ gemel, store, hashing: { memoryKiB: 64, passes: 1 } });
  const { fleet, keys } = sessions;
  context = { gemel, accounts, fleet, keys, outbox: undefined, version: '0', actor: { kind: 'operator' } };
  stop = async () => {
    await gemel.close();
    await accounts.close();
    await sessions.close();
  };
});
afterEach(() => stop());

const as = (actor: AdminActor): AdminContext => ({ ...context, actor });
const administrator = {
  kind: 'administrator',
  subject: 'grace',
  sid: 'A'.repeat(22),
  generation: 1,
  authenticatedAt: 0,
  scopes: ['users:read', 'users:write'],
} as const satisfies AdminActor;

describe('an operation', () => {
  it('gives its grants to the account that was judged, though somebody else gets its address in that moment', async () => {
    const { accounts } = context;
    const [ada, mallory] = [await accounts.addAccount('ada@example.com'), await accounts.addAccount('mallory@example.com')];
    const moveTo = async (subject: string, email: string): Promise<void> => {
      const record = await store.findById(subject);
      if (record !== undefined) await store.replace({ ...record, email });
    };
    const findBySubject: typeof accounts.findBySubject = async (subject) => {
      const found = await accounts.findBySubject(subject);
      await moveTo(ada.subject, 'lovelace@example.com');
      await moveTo(mallory.subject, 'ada@example.com');
      return found;
    };
    const input = { subject: ada.subject, permissions: ['orders:read'] };
    const granted = await runOperation({ ...context, accounts: { ...accounts, findBySubject } }, grantUser, input);
    expect(granted).toMatchObject({ subject: ada.subject, permissions: ['orders:read'] });
    expect(await accounts.findBySubject(mallory.subject)).toMatchObject({ email: 'ada@example.com', permissions: [] });
  });

  it('is run for the command line, for an administrator and for a key, and the log names each', async () => {
    const { subject } = await runOperation(context, createUser, { email: 'ada@example.com', sendsLink: false });
    await runOperation(as(administrator), disableUser, { subject, reason: 'one' });
    await runOperation(as({ kind: 'api-key', id: '0123456789abcdef', scopes: ['users:write'] }), disableUser, { subject, reason: 'two' });
    const { entries } = await context.accounts.audit.search({ kinds: ['admin.acted'], order: 'oldest' });
    expect(entries.map(({ actor, subject: about, facts }) => [actor, about, facts])).toEqual([
      ['operator', null, { operation: 'users.create' }],
      ['account:grace', subject, { operation: 'users.disable', reason: 'one' }],
      ['api-key:0123456789abcdef', subject, { operation: 'users.disable', reason: 'two' }],
    ]);
  });

  it('is refused without its scope before its input is looked at, and what it refuses leaves no trace of having been done', async () => {
    const nobody = as({ ...administrator, scopes: ['audit:read'] });
    expect(await codeOf(runOperation(nobody, disableUser, { subject: 'x', reason: '' }))).toBe('permission_missing');
    expect(await codeOf(runOperation(as(administrator), disableUser, { subject: 'nobody', reason: 'x' }))).toBe('not_found');
    expect(await codeOf(runOperation(as(administrator), disableUser, { subject: 'nobody', reason: '' }))).toBe('request_malformed');
    expect(await codeOf(runOperation(as(administrator), listUsers, { limit: 0 }))).toBe('request_malformed');
    const { entries } = await context.accounts.audit.search();
    expect(entries.map(({ kind, facts }) => [kind, facts])).toEqual([
      ['admin.refused', { operation: 'users.disable', scope: 'users:write' }],
    ]);
  });

  it('writes down who has its scope and still may not act on whom, or act as whom, it names', async () => {
    const anAdministrator = async (email: string): Promise<string> => {
      const { subject } = await runOperation(context, createUser, { email, sendsLink: false });
      await context.accounts.grant(email, { permissions: ['gemel:admin'] });
      return subject;
    };
    const [ada, mary] = [await anAdministrator('ada@example.com'), await anAdministrator('mary@example.com')];
    const now = context.gemel.engineTime();
    const limited = as({ ...administrator, authenticatedAt: now, scopes: ['users:write', 'impersonate'] });
    expect(await codeOf(runOperation(limited, disableUser, { subject: ada, reason: 'mine now' }))).toBe('permission_missing');
    expect(await codeOf(runOperation(limited, impersonateUser, { subject: mary, reason: 'mine now' }))).toBe('impersonation_refused');
    expect(await codeOf(runOperation(limited, disableUser, { subject: 'nobody', reason: 'x' }))).toBe('not_found');
    const { entries } = await context.accounts.audit.search({ kinds: ['admin.refused'], order: 'oldest' });
    expect(entries.map(({ actor, subject: about, facts }) => [actor, about, facts])).toEqual([
      ['account:grace', ada, { operation: 'users.disable', scope: 'users:read' }],
      ['account:grace', mary, { operation: 'sessions.impersonate', scope: 'impersonate' }],
    ]);
  });

  const unforgiving = operationTable.filter(({ wantsRecent }) => wantsRecent === true);

  it.each(unforgiving)('$name wants a recent proof of a person, by whichever way in, and of nobody else (7.5.3)', async (operation) => {
    const person = { ...administrator, scopes: adminScopes };
    const now = context.gemel.engineTime();
    const tooOld = as({ ...person, authenticatedAt: now - recentProofAge - 1 });
    expect(await codeOf(runOperation(tooOld, operation, {}))).toBe('authentication_too_old');
    const others: readonly AdminActor[] = [
      { ...person, authenticatedAt: now },
      { kind: 'operator' },
      { kind: 'api-key', id: '0123456789abcdef', scopes: adminScopes },
    ];
    for (const actor of others) expect(await codeOf(runOperation(as(actor), operation, {}))).not.toBe('authentication_too_old');
  });

  it('wants one for whatever gives, ends for good, or acts as somebody', () => {
    expect(unforgiving.map(({ name }) => name).toSorted()).toEqual([
      'api-keys.create',
      'api-keys.rotate',
      'keys.retire',
      'keys.rotate',
      'roles.define',
      'roles.remove',
      'sessions.end-everyone',
      'sessions.impersonate',
      'users.assign-role',
      'users.delete',
      'users.end-second-factor',
      'users.export',
      'users.grant',
      'users.unassign-role',
    ]);
  });

  it('lets nothing out that its schema does not name, and answers nothing that breaks it', async () => {
    const leaky: AdminOperation<Readonly<Record<string, never>>, { readonly name: string }> = {
      ...{ name: 'test.leak', method: 'GET', path: '/admin/leak', scope: 'users:read', summary: 'Leak', errors: [] },
      input: z.strictObject({}),
      answer: { kind: 'json', schema: z.object({ name: z.string() }) },
      run: async () => ({ name: 'x', passwordHash: '$argon2id$' }),
    };
    expect(await runOperation(context, leaky, {})).toEqual({ name: 'x' });
    const wrong = { ...leaky, run: async () => ({ name: 7 as unknown as string }) };
    expect(await codeOf(runOperation(context, wrong, {}))).toBe('internal');
  });

  it('says that mail is missing before it changes anything', async () => {
    const { subject } = await runOperation(context, createUser, { email: 'ada@example.com', sendsLink: false });
    expect(await codeOf(runOperation(context, createUser, { email: 'mary@example.com' }))).toBe('mail_missing');
    expect(await codeOf(runOperation(context, sendResetLink, { subject }))).toBe('mail_missing');
    expect(await codeOf(runOperation(context, endSecondFactor, { subject, reason: 'lost' }))).toBe('mail_missing');
    expect(await context.accounts.findByEmail('mary@example.com')).toBeUndefined();
  });
});
