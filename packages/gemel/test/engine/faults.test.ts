import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, codeOf, outcome, present, secret, withBearer, withCookie } from './fleet.ts';

const down = (): Promise<never> => Promise.reject(new Error('the store is down'));

describe('a store that fails', () => {
  it('lets nobody in who has to be looked up, and calls it a fault (P10)', async () => {
    const state = { isDown: false };
    const through = (store: SessionStore): SessionStore => ({ ...store, find: (sid) => (state.isDown ? down() : store.find(sid)) });
    const { nodes, stop } = await aFleet({ nodeCount: 2, through });
    const started = await present(nodes[0]).startSession({ subject: 'ada', mode: 'both' });
    state.isDown = true;
    const [, other] = nodes;
    expect(await codeOf(Promise.resolve(present(other).authenticate(withCookie(present(started.sessionToken)))))).toBe('store_unavailable');
    expect(await outcome(present(nodes[0]).authenticate(withCookie(present(started.sessionToken))))).toBe('authenticated');
    expect(await outcome(present(other).authenticate(withBearer(present(started.tokens).accessToken)))).toBe('authenticated');
    await stop();
  });

  it('does not start an engine', async () => {
    expect(await codeOf(aFleet({ through: (store) => ({ ...store, keys: { ...store.keys, list: down } }) }))).toBe('store_unavailable');
  });

  it('F06: a refresh whose commit is unknown is a fault, and the retry converges on one successor', async () => {
    const state = { isLost: true };
    const through = (store: SessionStore): SessionStore => ({
      ...store,
      replace: async (change) => {
        const answer = await store.replace(change);
        if (state.isLost) throw new Error('the answer was lost');
        return answer;
      },
    });
    const { gemel, store, stop } = await aFleet({ through });
    const started = await gemel.startSession({ subject: 'ada', mode: 'token' });
    const first = present(started.tokens?.refreshToken);
    expect(await codeOf(gemel.refresh(first))).not.toBe('nothing was thrown');
    state.isLost = false;
    await gemel.refresh(first);
    expect((await store.find(started.session.sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('gives up a compare-and-swap that never succeeds', async () => {
    const through = (store: SessionStore): SessionStore => ({
      ...store,
      replace: async () => ({ value: 'conflict', now: 0, isReplicated: false }),
    });
    const { gemel, stop } = await aFleet({ through });
    const { session } = await gemel.startSession({ subject: 'ada' });
    expect(await codeOf(gemel.revokeSession(session.sid))).toBe('store_unavailable');
    await stop();
  });

  it('reports what fails in the background and goes on', async () => {
    const state = { isDown: false };
    const through = (store: SessionStore): SessionStore => ({
      ...store,
      deleteExpired: (keepFor) => (state.isDown ? down() : store.deleteExpired(keepFor)),
    });
    const { gemel, clock, stop } = await aFleet({ through });
    const faults: string[] = [];
    gemel.on('fault', ({ during }) => faults.push(during));
    state.isDown = true;
    await clock.advance(31);
    expect(faults).toEqual(['pruning', 'pruning']);
    await stop();
  });
});

describe('a start', () => {
  it('is refused with a secret that does not open the keys of the store', async () => {
    const { store, stop } = await aFleet();
    expect(await codeOf(aFleet({ secret: 'another secret, equally long and wrong', through: () => store }))).toBe('secret_mismatch');
    await stop();
  });

  it('takes a list of secrets, so that one can be rotated without signing anybody out', async () => {
    const { gemel, store, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    const next = await aFleet({ secret: ['the new secret, long enough for anybody', secret], through: () => store });
    expect(await outcome(next.gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('authenticated');
    expect(await outcome(next.gemel.authenticate(withBearer(present(started.tokens).accessToken)))).toBe('authenticated');
    const renewed = await next.gemel.refresh(present(started.tokens?.refreshToken));
    expect(renewed.refreshToken).toMatch(/^grt_/);
    await next.stop();
    await stop();
  });

  it.each([{ subject: '' }, { subject: 'x'.repeat(256) }])('of a session for %j is refused', async (start) => {
    const { gemel, stop } = await aFleet();
    expect(await codeOf(gemel.startSession(start))).toBe('options_invalid');
    await stop();
  });

  it('of a session is refused where the claims hook returns a claim of ours (S06)', async () => {
    const { gemel, stop } = await aFleet({ sessions: { claims: () => ({ sub: 'root' }) } });
    expect(await codeOf(gemel.startSession({ subject: 'ada' }))).toBe('options_invalid');
    await stop();
  });
});

describe('signing keys', () => {
  it.each(['ES256', 'EdDSA', 'RS256', 'HS256'] as const)('%s: are rotated without a refused token, on every node', async (algorithm) => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 2, tokens: { algorithm } });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const before = await here.startSession({ subject: 'ada', mode: 'token' });
    await here.keys.rotate();
    await clock.advance(1.5);
    const after = await here.startSession({ subject: 'ada', mode: 'token' });
    for (const { tokens } of [before, after])
      expect(await outcome(there.authenticate(withBearer(present(tokens).accessToken)))).toBe('authenticated');
    await stop();
  });

  it('are not accepted any more, anywhere, once they are retired; sessions go on', async () => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const started = await here.startSession({ subject: 'ada', mode: 'both' });
    const heard: string[] = [];
    here.on('key.retired', ({ kid }) => heard.push(kid));
    const active = present((await here.health()).keys.active);
    await here.keys.retire(active);
    await clock.settle();
    expect(heard).toEqual([active]);
    for (const node of nodes)
      expect(await outcome(node.authenticate(withBearer(present(started.tokens).accessToken)))).toBe('token_key_retired');
    await clock.advance(31);
    const renewed = await there.refresh(present(started.tokens?.refreshToken));
    expect(await outcome(here.authenticate(withBearer(renewed.accessToken)))).toBe('authenticated');
    expect((await here.keys.publicKeys()).keys.map((key) => key.kid)).not.toContain(active);
    await stop();
  });
});
