import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, codeOf, type FleetOptions, present } from './fleet.ts';

/** A fleet whose calls to the store are written down, by node. */
async function aWatchedFleet(options: FleetOptions = {}) {
  const calls: string[] = [];
  const watched = ['find', 'insert', 'replace', 'subjectVersion'] as const;
  const through = (store: SessionStore, index: number): SessionStore => {
    const noted = watched.map((name) => [
      name,
      (...given: Parameters<SessionStore['replace']>) => {
        calls.push(index === 0 ? name : `${name} of node ${index}`);
        return Reflect.apply(store[name], store, given);
      },
    ]);
    return { ...store, ...Object.fromEntries(noted) };
  };
  const fleet = await aFleet({ through, ...options });
  calls.length = 0;
  return { ...fleet, calls };
}

describe('what a sign-in asks of the store', () => {
  it('one insert, where nothing was ever written about the subject', async () => {
    const { gemel, calls, stop } = await aWatchedFleet();
    await gemel.startSession({ subject: 'ada', mode: 'both' });
    expect(calls).toEqual(['insert']);
    await stop();
  });

  it('a second insert, where its sessions were ended by another node; then one again', async () => {
    const { gemel, nodes, calls, stop } = await aWatchedFleet({ nodeCount: 2 });
    await present(nodes[1]).revokeSubject('ada');
    await gemel.startSession({ subject: 'ada' });
    expect(calls).toEqual(['insert', 'insert']);
    await gemel.startSession({ subject: 'ada' });
    expect(calls).toEqual(['insert', 'insert', 'insert']);
    await stop();
  });

  it('its claims once more where it begins again: what they were before a change of grants does not outlive it', async () => {
    let tenant = 'old';
    const { gemel, nodes, calls, clock, stop } = await aWatchedFleet({
      nodeCount: 2,
      sessions: {
        claims: async () => {
          const claims = { tenant };
          await clock.sleep(100);
          return claims;
        },
      },
    });
    const starting = gemel.startSession({ subject: 'ada', mode: 'token' });
    await clock.settle();
    tenant = 'new';
    await present(nodes[1]).changeGrants('ada', { roles: ['member'] });
    await clock.advance(0.3);
    const { accessToken } = present((await starting).tokens);
    expect(await gemel.verifyAccessToken(accessToken)).toMatchObject({ tenant: 'new' });
    expect(calls.filter((call) => call === 'insert')).toHaveLength(2);
    await stop();
  });

  it('invariant 5: one insert, and no other version than the one it began with, where the application has given that', async () => {
    const { gemel, calls, stop } = await aWatchedFleet();
    const subjectVersion = await gemel.subjectVersion('ada');
    await gemel.revokeSubject('ada');
    expect(await codeOf(gemel.startSession({ subject: 'ada', subjectVersion }))).toBe('subject_changed');
    expect(calls).toEqual(['subjectVersion', 'insert']);
    await stop();
  });
});

describe('what a refresh asks of the store', () => {
  it('one write, where the record is in memory', async () => {
    const { gemel, clock, calls, stop } = await aWatchedFleet();
    let token = present((await gemel.startSession({ subject: 'ada', mode: 'token' })).tokens?.refreshToken);
    calls.length = 0;
    for (let turn = 0; turn < 3; turn++) {
      await clock.advance(60);
      token = present((await gemel.refresh(token)).refreshToken);
    }
    expect(calls).toEqual(['replace', 'replace', 'replace']);
    await stop();
  });

  it('a read and a write, where another node has rotated since, with nothing written in vain', async () => {
    const { gemel, nodes, clock, calls, stop } = await aWatchedFleet({ nodeCount: 2 });
    const first = present((await gemel.startSession({ subject: 'ada', mode: 'token' })).tokens?.refreshToken);
    await clock.advance(60);
    const second = await present(nodes[1]).refresh(first);
    calls.length = 0;
    await clock.advance(60);
    await gemel.refresh(present(second.refreshToken));
    expect(calls).toEqual(['find', 'replace']);
    await stop();
  });

  it('never overwrites application data, which memory does not hold', async () => {
    const { gemel, clock, store, stop } = await aWatchedFleet();
    const { session, tokens } = await gemel.startSession({ subject: 'ada', mode: 'token', data: { cart: [1] } });
    await clock.advance(60);
    const { refreshToken } = await gemel.refresh(present(tokens?.refreshToken));
    await gemel.writeData(session.sid, { cart: [1, 2] }, 0);
    await clock.advance(60);
    await gemel.refresh(present(refreshToken));
    expect((await store.find(session.sid)).value?.data).toEqual({ cart: [1, 2] });
    await stop();
  });

  it('F02: a read before the predecessor of a token is judged, whatever memory holds', async () => {
    const { gemel, clock, calls, stop } = await aWatchedFleet();
    const first = present((await gemel.startSession({ subject: 'ada', mode: 'token' })).tokens?.refreshToken);
    await gemel.refresh(first);
    calls.length = 0;
    await clock.advance(60);
    expect(await codeOf(gemel.refresh(first))).toBe('refresh_token_reused');
    expect(calls[0]).toBe('find');
    await stop();
  });
});
