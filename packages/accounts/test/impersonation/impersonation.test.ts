/** Somebody acts as the owner of an account: who lets them, what both sides see of it, and what it is not good for. */
import { afterEach, expect, it } from 'vitest';
import { endpointPaths } from '@gemel/protocol';
import type { StartedSession } from 'gemel';
import { type Account, type Asking, createAccountEndpoints } from '../../src/index.ts';
import type { Accounts } from '../../src/accounts.ts';
import { adasEmail, aWorld, issuer, otherPassword, password, signIn, type World } from '../a-world.ts';
import { hasSessionFrom } from '../../src/sign-in/has-session-from.ts';
import { codeOf, present } from '../support.ts';

const client = { address: '192.0.2.7', userAgent: 'Example/1.0' };
const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((one) => one.stop())));

const isNoAdministrator = ({ permissions }: Account): boolean => !permissions.includes('gemel:admin');

async function aScene() {
  const world = await aWorld({ hasMail: true });
  worlds.push(world);
  const { accounts } = world;
  world.clock.seconds = world.gemel.engineTime();
  const { subject: ada } = await world.signUp();
  await world.signUp('root@example.com');
  const { principal: root } = await signIn(accounts, { email: 'root@example.com', password });
  const begin = () => accounts.impersonation.begin({ actor: root, subject: ada, mayImpersonate: isNoAdministrator, client });
  return { ...world, ada, root, begin };
}

async function auditOf({ accounts }: Pick<World, 'accounts'>, kind: string) {
  const { entries } = await accounts.audit.search();
  return entries.filter((entry) => entry.kind === kind);
}

it("has what the account permits, and says who acts; the owner's own authentication is not in it", async () => {
  const { accounts, begin, ada, root } = await aScene();
  await accounts.roles.define('reader', ['orders:read']);
  await accounts.grant(adasEmail, { roles: ['reader'], permissions: ['notes:write'] });
  const { principal, session } = await begin();
  expect(principal).toMatchObject({ subject: ada, roles: ['reader'], permissions: ['notes:write', 'orders:read'] });
  expect(principal.act).toEqual({ sub: root.subject, sid: root.sid });
  expect(principal.authentication).toEqual({ time: 0, amr: [] });
  expect(session.expiresAt - session.createdAt).toBe(900);
});

it('is written down with both, and so is what ends by it', async () => {
  const scene = await aScene();
  const { gemel, begin, ada, root } = scene;
  const { session } = await begin();
  await gemel.revokeSession(session.sid, { by: root.subject });
  const [entry] = await auditOf(scene, 'session.impersonated');
  expect(entry).toMatchObject({ actor: `account:${root.subject}`, subject: ada, sid: session.sid, address: client.address });
  expect(entry?.facts).toEqual({ until: Math.floor(session.expiresAt) });
  expect((await auditOf(scene, 'session.ended'))[0]).toMatchObject({ actor: `account:${root.subject}`, subject: ada });
});

it('is named where it asks for a link that confirms the address', async () => {
  const scene = await aScene();
  const { accounts, gemel, ada, root } = scene;
  const ask = async ({ tokens }: StartedSession) => {
    const headers = { authorization: `Bearer ${present(tokens).accessToken}` };
    const request = new Request(`${issuer}${endpointPaths.verifyEmailSend}`, { method: 'POST', headers });
    return (await createAccountEndpoints(accounts, gemel).handle(request))?.status;
  };
  const acting = await accounts.impersonation.begin({ actor: root, subject: ada, mayImpersonate: isNoAdministrator, mode: 'token' });
  expect(await ask(acting)).toBe(202);
  expect(await ask(await signIn(accounts, { email: adasEmail, password, mode: 'token' }))).toBe(202);
  expect(await auditOf(scene, 'email.verification_asked')).toMatchObject([
    { actor: 'owner', subject: ada },
    { actor: `account:${root.subject}`, subject: ada },
  ]);
});

it('is never of whom the application does not let be, of a disabled account, of nobody, or of oneself', async () => {
  const { accounts, gemel, begin, ada, root } = await aScene();
  await accounts.grant(adasEmail, { permissions: ['gemel:admin'] });
  expect(await codeOf(begin())).toBe('impersonation_refused');
  await accounts.grant(adasEmail, { permissions: [] });
  await accounts.setDisabled(ada, true);
  expect(await codeOf(begin())).toBe('impersonation_refused');
  const other = (subject: string) => codeOf(accounts.impersonation.begin({ actor: root, subject, mayImpersonate: () => true }));
  expect(await other('nobody')).toBe('not_found');
  expect(await other(root.subject)).toBe('impersonation_refused');
  expect(await gemel.listSessions(ada)).toEqual([]);
});

it('is not begun where the account becomes what nobody acts as in the same moment, and ends where it does later', async () => {
  const { accounts, gemel, begin, ada, root } = await aScene();
  const racing = accounts.impersonation.begin({
    actor: root,
    subject: ada,
    mayImpersonate: async (account) => {
      await accounts.grant(adasEmail, { permissions: ['gemel:admin'] });
      return isNoAdministrator(account);
    },
  });
  expect(await codeOf(racing)).toBe('subject_changed');
  await accounts.grant(adasEmail, { permissions: [] });
  const { session } = await begin();
  expect(await gemel.listSessions(ada)).toEqual([session]);
  await accounts.grant(adasEmail, { permissions: ['gemel:admin'] });
  expect(await gemel.listSessions(ada)).toEqual([]);
});

it('ends where what the actor may do changes, and is not begun by an offer of before', async () => {
  const { accounts, gemel, ada, root } = await aScene();
  const rootsEmail = 'root@example.com';
  const { subject, sid } = root;
  const begin = () => accounts.impersonation.begin({ actor: { subject, sid }, subject: ada, mayImpersonate: isNoAdministrator });
  await accounts.roles.define('helper', ['users:see']);
  await accounts.grant(rootsEmail, { roles: ['helper'] });
  const { session } = await begin();
  expect(await gemel.listSessions(ada)).toEqual([session]);
  await accounts.grant(rootsEmail, { roles: [] });
  expect(await gemel.listSessions(ada)).toEqual([]);
  // A role that permits something else than before is a change as well.
  await accounts.grant(rootsEmail, { roles: ['helper'] });
  await begin();
  await accounts.roles.define('helper', []);
  expect(await gemel.listSessions(ada)).toEqual([]);

  const { principal } = await signIn(accounts, { email: rootsEmail, password });
  const offered = await accounts.impersonation.offer({ actor: principal, subject: ada, mayImpersonate: isNoAdministrator });
  await accounts.grant(rootsEmail, { roles: [] });
  expect(await codeOf(accounts.impersonation.redeem({ token: offered.secret, mayImpersonate: isNoAdministrator }))).toBe(
    'token_superseded',
  );
});

it('is not begun where what the actor may do changes in the same moment', async () => {
  const { accounts, gemel, ada, root } = await aScene();
  const racing = accounts.impersonation.begin({
    actor: { subject: root.subject, sid: root.sid },
    subject: ada,
    mayImpersonate: async () => {
      await accounts.grant('root@example.com', { roles: ['helper'] });
      return true;
    },
  });
  expect(await codeOf(racing)).toBe('subject_changed');
  expect(await gemel.listSessions(ada)).toEqual([]);
});

type OwnersOwn = readonly [what: string, act: (accounts: Accounts, asking: Asking) => Promise<unknown>];

const ownersOwn: readonly OwnersOwn[] = [
  ['step-up', (accounts, asking) => accounts.stepUp.confirm(asking, { password })],
  ['what a step-up needs', (accounts, asking) => accounts.stepUp.needs(asking)],
  ['step-up by a passkey', (accounts, asking) => accounts.passkeys.beginStepUp(asking)],
  [
    'change of the password',
    (accounts, asking) => accounts.changePassword({ ...asking, currentPassword: password, newPassword: otherPassword }),
  ],
  ['change of the address', (accounts, asking) => present(accounts.emailChange).ask(asking, 'other@example.com')],
  ['confirmation of another address', (accounts, asking) => present(accounts.emailChange).confirm(asking, 'a-link')],
  ['an authenticator app', (accounts, asking) => accounts.totp.begin(asking)],
  ['end of the app', (accounts, asking) => accounts.totp.remove(asking)],
  ['recovery codes', (accounts, asking) => accounts.recoveryCodes.renew(asking)],
  ['end of the recovery codes', (accounts, asking) => accounts.recoveryCodes.remove(asking)],
  ['a passkey', (accounts, asking) => accounts.passkeys.beginRegistration(asking)],
  ["a passkey's name", (accounts, asking) => accounts.passkeys.rename(asking, 'a-passkey', 'another name')],
  ['end of a passkey', (accounts, asking) => accounts.passkeys.remove(asking, 'a-passkey')],
  ['end of an account elsewhere', (accounts, asking) => accounts.providers.unlink(asking, 'an-identity')],
  ['export', (accounts, asking) => accounts.leaving.exportOwn(asking)],
  ['deletion', (accounts, asking) => accounts.leaving.deleteOwn(asking)],
];

it.each(ownersOwn)("is not good for %s, which is the owner's own", async (_what, act) => {
  const { accounts, begin, ada, store } = await aScene();
  const before = await store.findById(ada);
  const { principal } = await begin();
  expect(await codeOf(act(accounts, principal))).toBe('impersonation_limited');
  expect(await store.findById(ada)).toEqual(before);
});

it('can be handed over to another browser: once, within a minute, and by the same rules', async () => {
  const { accounts, gemel, clock, ada, root } = await aScene();
  const offer = () => accounts.impersonation.offer({ actor: root, subject: ada, mayImpersonate: isNoAdministrator, lifetime: 60 });
  const redeem = (token: string) => accounts.impersonation.redeem({ token, mayImpersonate: isNoAdministrator, client });
  const { secret } = await offer();
  expect(await accounts.impersonation.look(secret)).toMatchObject({ subject: ada, email: adasEmail });
  const tries = await Promise.allSettled([redeem(secret), redeem(secret), redeem(secret)]);
  const [won, ...others] = tries.filter(({ status }) => status === 'fulfilled');
  expect(others).toEqual([]);
  expect(won).toMatchObject({ value: { principal: { subject: ada, act: { sub: root.subject, sid: root.sid } } } });
  expect(await codeOf(redeem(secret))).toBe('link_void');
  const late = await offer();
  clock.seconds += 61;
  expect(await codeOf(redeem(late.secret))).toBe('link_void');
  clock.seconds -= 61;
  const changed = await offer();
  await accounts.grant(adasEmail, { permissions: ['gemel:admin'] });
  expect(await codeOf(redeem(changed.secret))).toBe('impersonation_refused');
  expect(await codeOf(offer())).toBe('impersonation_refused');
  await accounts.grant(adasEmail, { permissions: [] });
  const orphaned = await offer();
  await gemel.revokeSession(root.sid);
  expect(await codeOf(redeem(orphaned.secret))).toBe('session_revoked');
});

it('makes nobody a familiar of the account: who acts, and where from, vouches for no later sign-in', async () => {
  const { accounts, gemel, begin, ada } = await aScene();
  await begin();
  expect(await hasSessionFrom({ gemel }, ada, client.address)).toBe(false);
  await signIn(accounts, { email: adasEmail, password, client });
  expect(await hasSessionFrom({ gemel }, ada, client.address)).toBe(true);
});
