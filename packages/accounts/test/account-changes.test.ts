/** Change of password, disabling, granting, deleting: each takes effect in the sessions that stand. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Gemel, StartedSession } from 'gemel';
import { adasEmail, aWorld, cookieName, otherPassword, password, signIn, type World, type WorldOptions } from './a-world.ts';
import { codeOf, present } from './support.ts';

const worlds: World[] = [];
async function world(options?: WorldOptions): Promise<World> {
  const made = await aWorld(options);
  worlds.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((one) => one.stop()));
});

async function outcomeOf(gemel: Gemel, headers: Readonly<Record<string, string>>): Promise<string> {
  const result = await gemel.authenticate({ method: 'GET', header: (name) => headers[name] });
  return result.status === 'refused' ? result.error.code : result.status;
}
const byCookie = (gemel: Gemel, { sessionToken }: StartedSession) => outcomeOf(gemel, { cookie: `${cookieName}=${present(sessionToken)}` });
const byBearer = (gemel: Gemel, { tokens }: StartedSession) => outcomeOf(gemel, { authorization: `Bearer ${present(tokens).accessToken}` });

describe('a change of password', () => {
  const signedInTwice = async (options?: WorldOptions) => {
    const made = await world(options);
    const { subject } = await made.signUp();
    const here = await signIn(made.accounts, { email: adasEmail, password, mode: 'both' });
    const there = await signIn(made.accounts, { email: adasEmail, password, mode: 'both' });
    const change = { subject, sid: here.session.sid, currentPassword: password, newPassword: otherPassword };
    return { ...made, subject, here, there, change };
  };

  it('makes the new one the only one (6.2.2, 6.2.3)', async () => {
    const { accounts, change } = await signedInTwice();
    await accounts.changePassword(change);
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    await expect(accounts.signIn({ email: adasEmail, password: otherPassword })).resolves.toBeDefined();
  });

  it('ends every other session, cookie, access and refresh token alike (F18, 7.4.3)', async () => {
    const { accounts, gemel, there, change } = await signedInTwice();
    const reasons: string[] = [];
    gemel.on('session.revoked', ({ reason }) => reasons.push(reason));
    await accounts.changePassword(change);
    expect(await byCookie(gemel, there)).toBe('session_revoked');
    expect(await byBearer(gemel, there)).toBe('session_revoked');
    expect(await codeOf(gemel.refresh(present(there.tokens?.refreshToken)))).toBe('session_revoked');
    expect(there.principal.ended.aborted).toBe(true);
    expect(reasons).toEqual(['password_changed']);
  });

  it('keeps the asking session under new secrets; the old ones are dead (S01)', async () => {
    const { accounts, gemel, here, change } = await signedInTwice();
    const renewed = await accounts.changePassword(change);
    expect(renewed.session.sid).toBe(here.session.sid);
    expect(renewed.principal.authentication.amr).toEqual(['pwd']);
    expect(await byCookie(gemel, renewed)).toBe('authenticated');
    expect(await byBearer(gemel, renewed)).toBe('authenticated');
    expect(await byCookie(gemel, here)).toBe('session_secret_wrong');
    expect(await byBearer(gemel, here)).toBe('token_superseded');
  });

  it('is refused without the current password, and changes nothing', async () => {
    const { accounts, store, gemel, subject, there, change } = await signedInTwice();
    const before = await store.findById(subject);
    for (const currentPassword of [otherPassword, '', 'long enough but \ud800']) {
      expect(await codeOf(accounts.changePassword({ ...change, currentPassword }))).toBe('sign_in_failed');
    }
    expect(await store.findById(subject)).toEqual(before);
    expect(await byCookie(gemel, there)).toBe('authenticated');
  });

  it('holds the new one to the rules of sign-up', async () => {
    const { accounts, change } = await signedInTwice();
    const refused = { short: 'password_too_short', qwerty123456789: 'password_too_common', 'ada@example.com': 'password_contextual' };
    for (const [newPassword, code] of Object.entries(refused))
      expect(await codeOf(accounts.changePassword({ ...change, newPassword }))).toBe(code);
  });

  it("is refused for a session that is another subject's, and that session stays as it is", async () => {
    const { accounts, gemel, signUp, change } = await signedInTwice();
    await signUp('eve@example.com');
    const eves = await signIn(accounts, { email: 'eve@example.com', password });
    expect(await codeOf(accounts.changePassword({ ...change, sid: eves.session.sid }))).toBe('session_unknown');
    expect(await byCookie(gemel, eves)).toBe('authenticated');
  });

  it('is refused for an account that is gone or disabled', async () => {
    const { accounts, subject, change } = await signedInTwice();
    await accounts.setDisabled(subject, true);
    expect(await codeOf(accounts.changePassword(change))).toBe('session_unknown');
    expect(await codeOf(accounts.changePassword({ ...change, subject: 'nobody' }))).toBe('sign_in_failed');
    expect(await codeOf(accounts.changePassword({ ...change, newPassword: 7 as unknown as string }))).toBe('request_malformed');
  });

  it('stops a sign-in with the old password that is under way', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const { accounts, gemel, subject, change } = await signedInTwice({
      before: async (call) => {
        const now = call === 'gemel.startSession' ? meanwhile : undefined;
        meanwhile = now === undefined ? meanwhile : undefined;
        await now?.();
      },
    });
    meanwhile = () => accounts.changePassword(change);
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect(await gemel.listSessions(subject)).toHaveLength(1);
  });

  it('of two at once succeeds once; a grant at the same time is kept', async () => {
    const { accounts, gemel, subject, change } = await signedInTwice();
    const answers = await Promise.all([
      codeOf(accounts.changePassword(change), 'changed'),
      codeOf(accounts.changePassword({ ...change, newPassword: 'nine wheels in the yard' }), 'changed'),
      codeOf(accounts.grant(adasEmail, { roles: ['editor'] }), 'granted'),
    ]);
    expect(answers.toSorted()).toEqual(['changed', 'granted', 'subject_changed']);
    expect(await accounts.findBySubject(subject)).toMatchObject({ roles: ['editor'] });
    expect(await gemel.listSessions(subject)).toHaveLength(1);
  });

  it('cannot be used to guess without end: the session waits after a few', async () => {
    const { accounts, change } = await signedInTwice();
    const wrong = { ...change, currentPassword: 'not the right one at all' };
    const codes: string[] = [];
    for (let guess = 0; guess < 11; guess++) codes.push(await codeOf(accounts.changePassword(wrong)));
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 'sign_in_failed'), 'sign_in_throttled']);
    expect(await codeOf(accounts.changePassword(change))).toBe('sign_in_throttled');
  });
});

describe('disabling an account', () => {
  it('ends all its sessions and refuses sign-in, until it is enabled again (invariant 1, S08)', async () => {
    const { accounts, gemel, signUp } = await world();
    const { subject } = await signUp();
    const started = await signIn(accounts, { email: adasEmail, password, mode: 'both' });
    expect(await accounts.setDisabled(subject, true)).toBe(true);
    expect(await byCookie(gemel, started)).toBe('session_revoked');
    expect(await byBearer(gemel, started)).toBe('session_revoked');
    expect(await codeOf(gemel.refresh(present(started.tokens?.refreshToken)))).toBe('session_revoked');
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect(await accounts.findBySubject(subject)).toMatchObject({ isDisabled: true });
    expect(await accounts.setDisabled(subject, false)).toBe(true);
    await expect(accounts.signIn({ email: adasEmail, password })).resolves.toBeDefined();
    expect(await accounts.setDisabled('nobody', true)).toBe(false);
  });
});

describe('deleting an account', () => {
  it('ends all its sessions, and its address is free (S08)', async () => {
    const { accounts, gemel, signUp } = await world();
    const { subject } = await signUp();
    const started = await signIn(accounts, { email: adasEmail, password, mode: 'both' });
    expect(await accounts.deleteAccount(subject)).toBe(true);
    expect(await byCookie(gemel, started)).toBe('session_revoked');
    expect(await byBearer(gemel, started)).toBe('session_revoked');
    expect(await accounts.findBySubject(subject)).toBeUndefined();
    expect(await accounts.findByEmail(adasEmail)).toBeUndefined();
    expect(await accounts.deleteAccount(subject)).toBe(false);
    const again = await signUp();
    expect(again.subject).not.toBe(subject);
  });
});

describe('granting', () => {
  it('writes the account and its sessions: outstanding tokens are superseded', async () => {
    const { accounts, gemel, signUp } = await world();
    const { subject } = await signUp();
    const started = await signIn(accounts, { email: adasEmail, password, mode: 'both' });
    const granted = await accounts.grant('ADA@example.com', { roles: ['editor', 'editor'], permissions: ['orders:read'] });
    expect(granted).toMatchObject({ subject, roles: ['editor'], permissions: ['orders:read'] });
    expect(await byBearer(gemel, started)).toBe('token_superseded');
    const result = await gemel.authenticate({
      method: 'GET',
      header: (name) => (name === 'cookie' ? `${cookieName}=${present(started.sessionToken)}` : undefined),
    });
    expect(result).toMatchObject({ status: 'authenticated', principal: { roles: ['editor'], permissions: ['orders:read'] } });
  });

  it('leaves alone what is not given', async () => {
    const { accounts, signUp } = await world();
    await signUp();
    await accounts.grant(adasEmail, { roles: ['editor'], permissions: ['orders:read'] });
    expect(await accounts.grant(adasEmail, { permissions: [] })).toMatchObject({ roles: ['editor'], permissions: [] });
  });

  it('knows no account: nothing; no address: email_invalid; no name: request_malformed', async () => {
    const { accounts, signUp } = await world();
    await signUp();
    expect(await accounts.grant('nobody@example.com', { roles: [] })).toBeUndefined();
    expect(await codeOf(accounts.grant('nobody', { roles: [] }))).toBe('email_invalid');
    for (const role of ['', 'two words', 'a"quote', 'a\nline', 'x'.repeat(129)]) {
      expect(await codeOf(accounts.grant(adasEmail, { roles: [role] }))).toBe('request_malformed');
    }
  });
});

describe('a crash between the change of an account and the end of its sessions', () => {
  const crash = new Error('the power went');

  it.each([
    ['disabling', ({ accounts }: World, subject: string) => accounts.setDisabled(subject, true)],
    ['deleting', ({ accounts }: World, subject: string) => accounts.deleteAccount(subject)],
  ])('is made good at the next start: %s (S08)', async (_what, change) => {
    let isCrashing = false;
    const made = await world({
      before: async (call) => (isCrashing && call === 'gemel.revokeSubject' ? Promise.reject(crash) : undefined),
    });
    const { subject } = await made.signUp();
    const started = await signIn(made.accounts, { email: adasEmail, password });
    isCrashing = true;
    await expect(change(made, subject)).rejects.toBe(crash);
    isCrashing = false;
    expect(await byCookie(made.gemel, started)).toBe('authenticated');
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect(await made.accounts.finishPending()).toBe(1);
    expect(await byCookie(made.gemel, started)).toBe('session_revoked');
    expect(await made.accounts.finishPending()).toBe(0);
  });

  it('is made good at the next start: a change of password; the asking session stays (F18)', async () => {
    let isCrashing = false;
    const made = await world({
      before: async (call) => (isCrashing && call === 'gemel.revokeSubject' ? Promise.reject(crash) : undefined),
    });
    const { subject } = await made.signUp();
    const here = await signIn(made.accounts, { email: adasEmail, password });
    const there = await signIn(made.accounts, { email: adasEmail, password });
    isCrashing = true;
    const change = { subject, sid: here.session.sid, currentPassword: password, newPassword: otherPassword };
    await expect(made.accounts.changePassword(change)).rejects.toBe(crash);
    isCrashing = false;
    expect(await made.accounts.finishPending()).toBe(1);
    expect(await byCookie(made.gemel, there)).toBe('session_revoked');
    expect(await byCookie(made.gemel, here)).toBe('authenticated');
    await expect(made.accounts.signIn({ email: adasEmail, password: otherPassword })).resolves.toBeDefined();
  });

  it('is made good at the next sign-in, whose own session is not among those that end', async () => {
    let isCrashing = false;
    const made = await world({
      before: async (call) => (isCrashing && call === 'gemel.revokeSubject' ? Promise.reject(crash) : undefined),
    });
    const { subject } = await made.signUp();
    const here = await signIn(made.accounts, { email: adasEmail, password });
    const there = await signIn(made.accounts, { email: adasEmail, password });
    isCrashing = true;
    const change = { subject, sid: here.session.sid, currentPassword: password, newPassword: otherPassword };
    await expect(made.accounts.changePassword(change)).rejects.toBe(crash);
    isCrashing = false;
    const fresh = await signIn(made.accounts, { email: adasEmail, password: otherPassword });
    expect(await byCookie(made.gemel, there)).toBe('session_revoked');
    expect(await made.accounts.finishPending()).toBe(0);
    expect(await byCookie(made.gemel, fresh)).toBe('authenticated');
  });

  it('does not take back what came after it', async () => {
    const made = await world({
      before: async (call) => {
        if (call !== 'gemel.revokeSubject' || !isFirst) return;
        isFirst = false;
        const record = present(await made.store.findById(subject));
        await made.store.replace({ ...record, pendingEnd: { reason: 'password_changed', except: 'another' } });
      },
    });
    let isFirst = true;
    const { subject } = await made.signUp();
    await made.accounts.setDisabled(subject, true);
    expect(await made.store.listPending()).toMatchObject([{ pendingEnd: { reason: 'password_changed', except: 'another' } }]);
  });
});

describe('an account that others always change first', () => {
  it('is given up with data_conflict', async () => {
    const made = await world({
      before: async (call) => {
        if (call !== 'store.replace') return;
        const record = present(await made.store.findById(subject));
        await made.store.replace(record);
      },
    });
    const { subject } = await made.signUp();
    expect(await codeOf(made.accounts.grant(adasEmail, { roles: ['editor'] }))).toBe('data_conflict');
  });
});
