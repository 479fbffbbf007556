/** Sessions as administrators have them: listed, shown, ended, and acted in. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminActor } from '../../src/admin/admin-actor.ts';
import { adminScopes } from '../../src/admin/admin-scope.ts';
import { runOperation } from '../../src/admin/run-operation.ts';
import { impersonateUser, mayBeImpersonated } from '../../src/admin/sessions/impersonate.ts';
import { type AdminWorld, type Answer, password, startAdminWorld } from '../support/admin-caller.ts';
import { stopAfterwards } from '../support/stop-afterwards.ts';

describe('sessions', () => {
  const stopLater = stopAfterwards();
  let world: AdminWorld;
  let key = '';
  let people = 0;
  let email = '';
  let subject = '';

  beforeAll(async () => {
    world = await startAdminWorld();
    stopLater(() => world.stop());
    key = await world.keyFor(...adminScopes);
  }, 60_000);

  beforeEach(async () => {
    people += 1;
    email = `person-${people}@example.com`;
    subject = await world.signUp(email);
  });

  const get = (path: string): Promise<Answer> => world.call('GET', path, key);
  const post = (path: string, body: unknown = { reason: 'a lost laptop' }): Promise<Answer> => world.call('POST', path, key, { body });
  /** Returns the access token. */
  const signIn = async (): Promise<string> => {
    const response = await fetch(`${world.server.address}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/149.0' },
      body: JSON.stringify({ email, password, mode: 'token' }),
    });
    return ((await response.json()) as Readonly<Record<string, string>>)['access_token'] ?? '';
  };
  const ask = async (token: string): Promise<number> =>
    (await fetch(`${world.server.address}/auth/session`, { headers: { authorization: `Bearer ${token}` } })).status;
  const sessionsOf = async (whose: string) =>
    (await get(`/admin/sessions?subject=${whose}`)).body['sessions'] as readonly { readonly sid: string }[];

  it('lists them, all or of one account, page by page, and shows one', async () => {
    for (let count = 0; count < 3; count++) await signIn();
    const [newest] = await sessionsOf(subject);
    expect(await sessionsOf(subject)).toHaveLength(3);
    expect(newest).toMatchObject({ subject, mode: 'token', clientId: 'gemel', client: { address: expect.any(String) } });
    const seen = new Set<string>();
    let after = '';
    do {
      const { status, body } = await get(`/admin/sessions?limit=2${after}`);
      expect(status).toBe(200);
      for (const { sid } of body['sessions'] as readonly { readonly sid: string }[]) seen.add(sid);
      after = typeof body['next'] === 'string' ? `&after=${encodeURIComponent(body['next'])}` : '';
    } while (after !== '');
    for (const { sid } of await sessionsOf(subject)) expect(seen.has(sid)).toBe(true);
    expect(await get(`/admin/sessions/${newest?.sid}`)).toMatchObject({ status: 200, body: { session: newest } });
    expect(await get('/admin/sessions?after=nowhere')).toMatchObject({ status: 400, body: { code: 'request_malformed' } });
    expect(await get(`/admin/sessions/${'A'.repeat(22)}`)).toMatchObject({ status: 404 });
  });

  it('ends one session, all of an account, those of everybody: each when every node has heard, with the reason in the log (7.4.5)', async () => {
    const [first, second] = [await signIn(), await signIn()];
    const [newest] = await sessionsOf(subject);
    expect(await post(`/admin/sessions/${newest?.sid}/end`, {})).toMatchObject({ status: 400 });
    const one = await post(`/admin/sessions/${newest?.sid}/end`);
    // The server, and the node beside it.
    expect(one).toMatchObject({ status: 200, body: { ended: 1, reach: 'applied' } });
    expect(one.body['receipts']).toHaveLength(2);
    expect([await ask(second), await ask(first)]).toEqual([401, 200]);
    expect(await post(`/admin/sessions/${newest?.sid}/end`)).toMatchObject({ status: 404 });

    const third = await signIn();
    expect(await post(`/admin/users/${subject}/sessions/end`)).toMatchObject({ status: 200, body: { ended: 2, reach: 'applied' } });
    expect([await ask(first), await ask(third)]).toEqual([401, 401]);

    const fourth = await signIn();
    expect(await post('/admin/sessions/end')).toMatchObject({ status: 200, body: { ended: expect.any(Number), reach: 'applied' } });
    expect(await ask(fourth)).toBe(401);
    expect(await ask(await signIn())).toBe(200);
    const actor = `api-key:${key.slice(6, 22)}`;
    const events = (await get(`/admin/audit?subject=${subject}&kinds=session.ended`)).body['events'];
    expect(events).toMatchObject([{ actor }, { actor }, { actor }, { actor }]);
    expect((await get('/admin/audit?kinds=admin.acted&limit=1')).body['events']).toMatchObject([
      { actor, facts: { operation: 'sessions.end-everyone', reason: 'a lost laptop' } },
    ]);
  });

  it('leaves the sessions of whoever may do more, and those of everybody, to a whole administrator', async () => {
    const weak = await world.keyFor('sessions:revoke', 'sessions:read');
    await world.beside.accounts.grant(email, { roles: ['gemel:administrator'] });
    const token = await signIn();
    const [session] = await sessionsOf(subject);
    const body = { reason: 'a test' };
    for (const path of [`/admin/sessions/${session?.sid}/end`, `/admin/users/${subject}/sessions/end`, '/admin/sessions/end'])
      expect(await world.call('POST', path, weak, { body }), path).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
    expect(await ask(token)).toBe(200);
  });

  describe('acted in', () => {
    const actorOf = async (): Promise<AdminActor> => {
      const { gemel } = world.beside;
      const { principal } = await gemel.startSession({ subject: 'root', clientId: 'gemel-console' });
      const { sid, generation, authentication } = principal;
      return { kind: 'administrator', subject: 'root', sid, generation, authenticatedAt: authentication.time, scopes: adminScopes };
    };
    const offer = async (actor: AdminActor) => {
      const { gemel, accounts } = world.beside;
      const store = { list: async () => ({ value: [], now: 0 }) };
      const services = { gemel, accounts, fleet: store, keys: store, outbox: undefined, version: '0' };
      return runOperation({ ...services, actor }, impersonateUser, { subject, reason: 'a question about an order' });
    };
    const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => Reflect.get(Object(error), 'code'));

    it('by an administrator of the console: once, and until their own session ends', async () => {
      const actor = await actorOf();
      const { token } = await offer(actor);
      const { accounts, gemel } = world.beside;
      const started = await accounts.impersonation.redeem({ token, mayImpersonate: mayBeImpersonated, mode: 'token' });
      const accessToken = started.tokens?.accessToken ?? '';
      const answer = await fetch(`${world.server.address}/auth/session`, { headers: { authorization: `Bearer ${accessToken}` } });
      expect(await answer.json()).toMatchObject({ subject, act: { sub: 'root' }, clientId: 'gemel' });
      expect(await codeOf(accounts.impersonation.redeem({ token, mayImpersonate: mayBeImpersonated }))).toBe('link_void');
      expect(await sessionsOf(subject)).toMatchObject([{ act: { sub: 'root' } }]);
      await gemel.revokeSession(actor.kind === 'administrator' ? actor.sid : '');
      await expect.poll(() => ask(accessToken)).toBe(401);
      expect(await sessionsOf(subject)).toEqual([]);
    });

    it('by nobody else, and as nobody who administers anything', async () => {
      expect(await post(`/admin/users/${subject}/impersonate`)).toMatchObject({ status: 403, body: { code: 'impersonation_refused' } });
      expect(await codeOf(offer({ kind: 'operator' }))).toBe('impersonation_refused');
      const actor = await actorOf();
      for (const permissions of [['gemel:admin'], ['gemel:fleet:read']]) {
        await world.beside.accounts.grant(email, { permissions });
        expect(await codeOf(offer(actor))).toBe('impersonation_refused');
      }
      expect(await codeOf(offer({ ...actor, scopes: [] } as AdminActor))).toBe('permission_missing');
    });
  });
});
