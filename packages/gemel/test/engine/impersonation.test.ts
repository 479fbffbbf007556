import { describe, expect, it } from 'vitest';
import type { Gemel, SessionPrincipal, StartedSession } from '../../src/core/gemel.ts';
import { aFleet, codeOf, type FleetOptions, outcome, present, withBearer, withCookie } from './fleet.ts';

/** Sessions in which somebody else acts, under a clock that the test moves. */

async function principalOf(gemel: Gemel, { sessionToken }: StartedSession): Promise<SessionPrincipal> {
  const result = await gemel.authenticate(withCookie(present(sessionToken)));
  if (result.status !== 'authenticated') throw new Error('expected to be let in');
  return result.principal;
}

async function outcomes(gemel: Gemel, { sessionToken, tokens }: StartedSession): Promise<readonly string[]> {
  const requests = [withCookie(present(sessionToken)), withBearer(present(tokens).accessToken)];
  return Promise.all(requests.map((request) => outcome(gemel.authenticate(request))));
}

async function aWorld(options: FleetOptions = {}) {
  const fleet = await aFleet({ nodeCount: 2, ...options });
  const { gemel } = fleet;
  const own = await gemel.startSession({
    subject: 'root',
    mode: 'both',
    roles: ['support'],
    authentication: { amr: ['pwd', 'otp'], acr: 'aal2' },
  });
  const actor = await principalOf(gemel, own);
  const started = await gemel.impersonate({ actor, subject: 'ada', mode: 'both', roles: ['customer'] });
  return { ...fleet, other: present(fleet.nodes[1]), own, actor, started };
}

describe('a session in which somebody else acts', () => {
  it('says so in either credential, and is the subject in all else', async () => {
    const { nodes, actor, started, stop } = await aWorld();
    const act = { sub: 'root', sid: actor.sid };
    for (const node of nodes) {
      const cookie = await node.authenticate(withCookie(present(started.sessionToken)));
      const bearer = await node.authenticate(withBearer(present(started.tokens).accessToken));
      if (cookie.status !== 'authenticated' || bearer.status !== 'authenticated') throw new Error('expected to be let in');
      expect(cookie.principal).toEqual(bearer.principal);
      expect(cookie.principal).toMatchObject({ subject: 'ada', act, roles: ['customer'] });
      expect((await node.verifyAccessToken(present(started.tokens).accessToken)).act).toEqual(act);
    }
    expect(started.session.act).toEqual(act);
    expect(actor).not.toHaveProperty('act');
    await stop();
  });

  it('was never authenticated: nothing that asks for a recent proof lets it in, and a step-up is refused', async () => {
    const { gemel, started, stop } = await aWorld();
    expect(started.principal.authentication).toEqual({ time: 0, amr: [] });
    expect(await codeOf(gemel.stepUp(started.session.sid, { amr: ['pwd'] }))).toBe('impersonation_limited');
    expect(await outcomes(gemel, started)).toEqual(['authenticated', 'authenticated']);
    await stop();
  });

  it.each<{ readonly how: string; readonly end: (gemel: Gemel, own: StartedSession) => Promise<unknown> }>([
    { how: 'revoked', end: (gemel, own) => gemel.revokeSession(own.session.sid) },
    { how: 'signed out', end: (gemel, own) => gemel.revokeToken(present(own.sessionToken)) },
    { how: 'ended with all of its subject', end: (gemel) => gemel.revokeSubject('root') },
  ])("ends with the actor's own, which is $how: on every node, whichever credential presents it", async ({ end }) => {
    const { nodes, other, clock, own, started, stop } = await aWorld();
    for (const node of nodes) expect(await outcomes(node, started)).toEqual(['authenticated', 'authenticated']);
    const ended = await Promise.all(nodes.map(async (node) => (await principalOf(node, started)).ended));
    await end(other, own);
    await clock.advance(1);
    // Before anybody asks.
    expect(ended.map((signal) => signal.aborted)).toEqual([true, true]);
    for (const node of nodes) expect(await outcomes(node, started)).toEqual(['session_revoked', 'session_revoked']);
    for (const node of nodes) {
      expect(await codeOf(node.refresh(present(started.tokens?.refreshToken)))).toBe('session_revoked');
      expect(await codeOf(node.issueAccessToken(started.principal))).toBe('session_revoked');
      expect(await node.listSessions('ada')).toEqual([]);
      expect((await node.listAllSessions()).sessions).toEqual([]);
    }
    // No node has it in memory any more, and the log has forgotten: the record tells.
    await clock.advance(600);
    expect((await outcomes(other, started))[0]).toBe('session_revoked');
    await stop();
  });

  it('is refused by a node that hears nothing and asks the store', async () => {
    const world = { isCut: false };
    const { clock, other, own, started, gemel, stop } = await aWorld({
      through: (store, index) => ({
        ...store,
        readLog: async (after) => {
          if (world.isCut && index === 1) throw new Error('cut');
          return store.readLog(after);
        },
      }),
    });
    expect(await outcomes(other, started)).toEqual(['authenticated', 'authenticated']);
    world.isCut = true;
    await clock.advance(5);
    await gemel.revokeSession(own.session.sid);
    await clock.advance(6);
    expect(await outcomes(other, started)).toEqual(['session_revoked', 'session_revoked']);
    await stop();
  });

  it('lasts fifteen minutes, whatever is done in it', async () => {
    const { gemel, clock, started, stop } = await aWorld();
    expect(started.session.expiresAt - started.session.createdAt).toBe(900);
    await clock.advance(600);
    const tokens = await gemel.refresh(present(started.tokens?.refreshToken));
    expect(tokens.expiresIn).toBeLessThanOrEqual(300);
    await clock.advance(299);
    expect(await outcomes(gemel, { ...started, tokens })).toEqual(['authenticated', 'authenticated']);
    await clock.advance(2);
    expect(await outcomes(gemel, { ...started, tokens })).toEqual(['session_expired', 'token_expired']);
    expect(await codeOf(gemel.refresh(present(tokens.refreshToken)))).toBe('session_expired');
    await stop();
  });

  it("lasts no longer than the actor's own would", async () => {
    const { started, own, actor, gemel, stop } = await aWorld({ sessions: { inactivityTimeout: 300 } });
    expect(started.session.expiresAt).toBe(own.session.expiresAt);
    const short = await gemel.impersonate({ actor, subject: 'ada', lifetime: 60 });
    expect(short.session.expiresAt - short.session.createdAt).toBe(60);
    expect(await codeOf(gemel.impersonate({ actor, subject: 'ada', lifetime: 3601 }))).toBe('options_invalid');
    expect(await codeOf(gemel.impersonate({ actor, subject: 'ada', lifetime: Number.NaN }))).toBe('options_invalid');
    await stop();
  });

  it('is not begun from another such session, for oneself, or from a session that has ended or changed', async () => {
    const { gemel, actor, own, started, stop } = await aWorld();
    const impersonate = (from: SessionPrincipal, subject = 'bob') => codeOf(gemel.impersonate({ actor: from, subject }));
    expect(await impersonate(await principalOf(gemel, started))).toBe('impersonation_refused');
    expect(await impersonate(actor, 'root')).toBe('impersonation_refused');
    const subjectVersion = await gemel.subjectVersion('bob');
    await gemel.changeGrants('bob', { roles: ['administrator'] });
    expect(await codeOf(gemel.impersonate({ actor, subject: 'bob', subjectVersion }))).toBe('subject_changed');
    await gemel.changeGrants('root', { roles: [] });
    expect(await impersonate(actor)).toBe('token_superseded');
    await gemel.revokeSession(own.session.sid);
    expect(await impersonate(actor)).toBe('session_revoked');
    await stop();
  });

  it("ends when the subject's grants change: who acts was let in for what was permitted then", async () => {
    const { nodes, gemel, clock, started, stop } = await aWorld();
    const adas = await gemel.startSession({ subject: 'ada', mode: 'both' });
    await gemel.changeGrants('ada', { permissions: ['gemel:admin'] });
    await clock.advance(1);
    for (const node of nodes) expect(await outcomes(node, started)).toEqual(['session_revoked', 'session_revoked']);
    expect((await principalOf(gemel, adas)).permissions).toEqual(['gemel:admin']);
    await stop();
  });

  it("is among the subject's sessions, with who acts, and can be ended by itself", async () => {
    const { gemel, own, started, stop } = await aWorld();
    expect(await gemel.listSessions('ada')).toEqual([started.session]);
    await gemel.revokeSession(started.session.sid);
    expect(await gemel.listSessions('ada')).toEqual([]);
    expect(await outcomes(gemel, own)).toEqual(['authenticated', 'authenticated']);
    await stop();
  });
});
