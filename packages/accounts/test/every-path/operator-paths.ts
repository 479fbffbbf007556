/** Paths that end something, and those of whoever runs the service. */
import { expect } from 'vitest';
import { adasEmail, password, signIn } from '../a-world.ts';
import { addPasskey } from '../passkeys/a-passkey-world.ts';
import { codeOf, present } from '../support.ts';
import { client, here, told, type PathRow } from './path-row.ts';

/** Stops the process before the first call of that name. */
function crashOnce(name: string): (call: string) => Promise<void> {
  let hasCrashed = false;
  return async (call) => {
    if (hasCrashed || call !== name) return;
    hasCrashed = true;
    throw new Error('the power went');
  };
}

export const operatorPaths: readonly PathRow[] = [
  {
    path: 'an account that somebody else made, disabled and deleted by an account and by a key',
    walk: async ({ accounts }, ada) => {
      const { subject } = await accounts.addAccount('mary@example.com', { actor: 'account:grace' });
      await codeOf(accounts.addAccount('mary@example.com'));
      await accounts.deleteAccount(subject, { actor: 'account:grace' });
      await signIn(accounts, { email: adasEmail, password });
      await accounts.setDisabled(ada, true, { actor: 'account:grace', client });
      await accounts.setDisabled(ada, false, { actor: 'api-key:0123456789abcdef' });
      await signIn(accounts, { email: adasEmail, password });
      await accounts.deleteAccount(ada, { actor: 'api-key:0123456789abcdef' });
    },
    events: [
      { kind: 'account.added', actor: 'account:grace', subject: expect.any(String) as string },
      { kind: 'account.deleted', actor: 'account:grace', subject: expect.any(String) as string },
      { kind: 'sign_in.succeeded' },
      { kind: 'account.disabled', actor: 'account:grace', ...here },
      { kind: 'session.ended', actor: 'account:grace', facts: { reason: 'account_disabled' } },
      { kind: 'account.enabled', actor: 'api-key:0123456789abcdef' },
      { kind: 'sign_in.succeeded' },
      { kind: 'session.ended', actor: 'api-key:0123456789abcdef', facts: { reason: 'account_deleted' } },
      { kind: 'account.deleted', actor: 'api-key:0123456789abcdef' },
    ],
  },
  {
    path: 'a disabled account, with the right password',
    walk: async ({ accounts }, ada) => {
      await accounts.setDisabled(ada, true);
      await codeOf(accounts.signIn({ email: adasEmail, password, client }));
      await accounts.setDisabled(ada, false);
    },
    events: [
      { kind: 'account.disabled', actor: 'operator' },
      { kind: 'sign_in.failed', ...told({ reason: 'account_disabled' }) },
      { kind: 'account.enabled', actor: 'operator' },
    ],
  },
  {
    path: 'the end of sessions: signed out, revoked, by the owner, by another account, all at once',
    walk: async ({ accounts, gemel }, ada) => {
      const sids: string[] = [];
      for (let count = 0; count < 5; count++) sids.push((await signIn(accounts, { email: adasEmail, password })).session.sid);
      await gemel.revokeSession(sids[0] ?? '', { reason: 'signed_out' });
      await gemel.revokeSession(sids[1] ?? '');
      await gemel.revokeSession(sids[2] ?? '', { by: ada });
      await gemel.revokeSession(sids[3] ?? '', { by: 'grace' });
      await gemel.revokeSubject(ada);
    },
    events: [
      ...[1, 2, 3, 4, 5].map(() => ({ kind: 'sign_in.succeeded' as const })),
      { kind: 'session.ended', actor: 'owner', sid: expect.any(String) as string, facts: { reason: 'signed_out' } },
      { kind: 'session.ended', actor: 'operator', sid: expect.any(String) as string, facts: { reason: 'revoked' } },
      { kind: 'session.ended', actor: 'owner', facts: { reason: 'revoked' } },
      { kind: 'session.ended', actor: 'account:grace', facts: { reason: 'revoked' } },
      { kind: 'session.ended', actor: 'operator', sid: expect.any(String) as string, facts: { reason: 'subject_revoked' } },
    ],
  },
  {
    path: 'somebody who acts as the owner, until their own session ends',
    walk: async ({ accounts, gemel }, ada) => {
      const { principal: actor } = await gemel.startSession({ subject: 'grace' });
      await accounts.impersonation.begin({ actor, subject: ada, mayImpersonate: () => true, client });
      await gemel.revokeSession(actor.sid, { by: 'grace' });
    },
    events: [
      { kind: 'session.impersonated', actor: 'account:grace', sid: expect.any(String) as string, ...told({ until: expect.any(Number) }) },
      { kind: 'session.ended', subject: 'grace', facts: { reason: 'revoked' } },
    ],
  },
  {
    path: 'a refresh token that comes back',
    world: { gemel: { tokens: { reuseWindow: 0 } } },
    walk: async ({ accounts, gemel }) => {
      const { tokens } = await signIn(accounts, { email: adasEmail, password, mode: 'token' });
      const first = present(tokens?.refreshToken);
      const { refreshToken } = await gemel.refresh(first);
      await codeOf(gemel.refresh(first));
      return { secrets: [first, present(refreshToken), present(tokens?.accessToken)] };
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'refresh_token.reused', actor: 'nobody', sid: expect.any(String) as string, facts: { presented: 0, current: 1 } },
      { kind: 'session.ended', actor: 'system', facts: { reason: 'refresh_token_reused' } },
    ],
  },
  {
    path: 'other grants, and the end of the account',
    walk: async ({ accounts }, ada) => {
      await accounts.grant(adasEmail, { roles: ['staff'], permissions: ['orders:read'] });
      await signIn(accounts, { email: adasEmail, password });
      await accounts.deleteAccount(ada);
    },
    events: [
      { kind: 'grants.changed', actor: 'operator', facts: { roles: ['staff'], permissions: ['orders:read'] } },
      { kind: 'sign_in.succeeded' },
      { kind: 'session.ended', actor: 'operator', facts: { reason: 'account_deleted' } },
      { kind: 'account.deleted', actor: 'operator', sid: null },
    ],
  },
  {
    path: 'an export, for its owner and by an operator',
    walk: async ({ accounts }, ada) => {
      const { session } = await signIn(accounts, { email: adasEmail, password });
      await accounts.leaving.exportOwn({ subject: ada, sid: session.sid, client });
      await accounts.leaving.exportOf(ada);
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'account.exported', actor: 'owner', sid: expect.any(String) as string, ...here },
      { kind: 'account.exported', actor: 'operator', sid: null, address: null },
    ],
  },
  {
    path: 'an account that its owner deletes',
    walk: async ({ accounts }, ada) => {
      const { session } = await signIn(accounts, { email: adasEmail, password });
      await accounts.leaving.deleteOwn({ subject: ada, sid: session.sid, client });
      await codeOf(accounts.signIn({ email: adasEmail, password, client }));
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'session.ended', actor: 'owner', facts: { reason: 'account_deleted' } },
      { kind: 'account.deleted', actor: 'owner', sid: expect.any(String) as string, ...here },
      { kind: 'sign_in.failed', subject: null, ...told({ reason: 'account_unknown' }) },
    ],
  },
  {
    path: 'an account whose deletion a crash cut short',
    world: { before: crashOnce('gemel.revokeSubject') },
    walk: async ({ accounts }, ada) => {
      await codeOf(accounts.deleteAccount(ada));
      await accounts.finishPending();
    },
    events: [{ kind: 'account.deleted', actor: 'system' }],
  },
  {
    path: 'second factors that were lost, taken away by an operator',
    world: { hasMail: true },
    walk: async (world, ada) => {
      const { accounts } = world;
      const { session } = await signIn(accounts, { email: adasEmail, password });
      await addPasskey(world, { subject: ada, sid: session.sid });
      await accounts.resetFactors(ada);
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added', actor: 'owner', facts: { factor: 'passkey' } },
      { kind: 'session.ended', actor: 'operator', sid: expect.any(String) as string, facts: { reason: 'revoked' } },
      { kind: 'factor.removed', actor: 'operator', sid: null, facts: { factor: 'passkey' } },
      { kind: 'password.removed', actor: 'operator', sid: null },
    ],
  },
  {
    path: 'a role, given, changed and removed',
    walk: async ({ accounts }, ada) => {
      await accounts.roles.define('editor', ['post:read']);
      await accounts.roles.assign(ada, 'editor');
      await accounts.roles.assign(ada, 'editor');
      await accounts.roles.unassign(ada, 'editor');
      await accounts.roles.assign(ada, 'editor');
      await accounts.roles.remove('editor');
    },
    events: [
      { kind: 'role.defined', actor: 'operator', subject: null, facts: { role: 'editor', permissions: ['post:read'] } },
      { kind: 'grants.changed', actor: 'operator', facts: { roles: ['editor'], permissions: [] } },
      { kind: 'grants.changed', actor: 'operator', facts: { roles: [], permissions: [] } },
      { kind: 'grants.changed' },
      { kind: 'role.removed', actor: 'operator', subject: null, facts: { role: 'editor' } },
      { kind: 'grants.changed', actor: 'operator', facts: { roles: [], permissions: [] } },
    ],
  },
  {
    path: 'roles that the options declare',
    world: { roles: { editor: ['post:read'] } },
    walk: async ({ accounts }) => {
      await accounts.roles.settle();
    },
    events: [{ kind: 'role.defined', actor: 'system', subject: null, facts: { role: 'editor', permissions: ['post:read'] } }],
  },
  {
    path: 'accounts from elsewhere',
    walk: async ({ accounts }) => {
      await accounts.importAccounts([{ email: 'mary@example.com' }, { email: adasEmail }, { email: 7 }]);
      await accounts.importAccounts([{ email: 'jean@example.com' }], { isDryRun: true });
    },
    events: [{ kind: 'accounts.imported', actor: 'operator', subject: null, facts: { imported: 1, existing: 1, refused: 1 } }],
  },
  {
    path: 'a key for a program, by an operator and by an account, until it is revoked',
    walk: async ({ accounts: { apiKeys } }) => {
      const { key, text } = await apiKeys.create({ name: 'backup', scopes: ['users:read'] });
      const rotated = await apiKeys.rotate(key.id, { actor: 'account:grace' });
      await apiKeys.revoke(key.id, { actor: 'api-key:0123456789abcdef' });
      return { secrets: [text, present(rotated?.text), 'backup'] };
    },
    events: [
      { kind: 'api_key.created', actor: 'operator', subject: null, facts: { key: expect.any(String) as string, scopes: ['users:read'] } },
      { kind: 'api_key.rotated', actor: 'account:grace', subject: null, facts: { key: expect.any(String) as string } },
      { kind: 'api_key.revoked', actor: 'api-key:0123456789abcdef', subject: null, facts: { key: expect.any(String) as string } },
    ],
  },
  {
    path: 'a key for a program that is presented after its end, and one that never was',
    walk: async ({ accounts: { apiKeys } }) => {
      const { key, text } = await apiKeys.create({ name: 'backup', scopes: ['users:read'] });
      await apiKeys.revoke(key.id);
      await apiKeys.check(text, client).catch(() => undefined);
      await apiKeys.check('gemel_', { address: '198.51.100.7' }).catch(() => undefined);
      return { secrets: [text, 'backup'] };
    },
    events: [
      { kind: 'api_key.created', actor: 'operator', subject: null },
      { kind: 'api_key.revoked', actor: 'operator', subject: null },
      { kind: 'api_key.refused', actor: 'nobody', subject: null, facts: { key: expect.any(String) as string, why: 'revoked' }, ...here },
      { kind: 'api_key.refused', actor: 'nobody', subject: null, facts: { why: 'unknown' }, address: '198.51.100.7' },
    ],
  },
  {
    path: 'another key, and one that leaked',
    walk: async ({ gemel }) => {
      const { active } = (await gemel.health()).keys;
      await gemel.keys.rotate();
      await gemel.keys.retire(present(active));
    },
    events: [
      { kind: 'key.rotated', actor: 'system', subject: null, facts: { kid: expect.any(String) as string } },
      { kind: 'key.retired', actor: 'operator', subject: null, facts: { kid: expect.any(String) as string } },
    ],
  },
];
