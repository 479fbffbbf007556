import { describe, expect, it } from 'vitest';
import { aFleet, codeOf, present } from './fleet.ts';

describe('session data', () => {
  it('is written by compare-and-swap and read on every node', async () => {
    const { nodes, stop } = await aFleet({ nodeCount: 2 });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const { session } = await here.startSession({ subject: 'ada', data: { cart: [] } });
    expect(await there.readData(session.sid)).toEqual({ data: { cart: [] }, version: 0 });
    expect(await here.writeData(session.sid, { cart: ['book'] }, 0)).toBe(1);
    expect(await codeOf(there.writeData(session.sid, { cart: [] }, 0))).toBe('data_conflict');
    expect(await there.readData(session.sid)).toEqual({ data: { cart: ['book'] }, version: 1 });
    await stop();
  });

  it('loses no update of 64 concurrent ones, nor to a touch or a refresh beside them', async () => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const started = await present(nodes[0]).startSession({ subject: 'ada', mode: 'both', data: 0 });
    await clock.advance(70);
    const updates = Array.from({ length: 64 }, (_, index) =>
      present(nodes[index % 2]).updateData(started.session.sid, (count) => (typeof count === 'number' ? count + 1 : 0)),
    );
    await Promise.all([...updates, present(nodes[0]).refresh(present(started.tokens?.refreshToken))]);
    expect((await present(nodes[1]).readData(started.session.sid)).data).toBe(64);
    await stop();
  });

  it('is refused where it is too large or is no JSON, and for a session that has ended', async () => {
    const { gemel, stop } = await aFleet({ sessions: { maxDataBytes: 20 } });
    expect(await codeOf(gemel.startSession({ subject: 'ada', data: 'x'.repeat(100) }))).toBe('data_too_large');
    const { session } = await gemel.startSession({ subject: 'ada' });
    expect(await codeOf(gemel.writeData(session.sid, 'ä'.repeat(10), 0))).toBe('data_too_large');
    await gemel.revokeSession(session.sid);
    expect(await codeOf(gemel.readData(session.sid))).toBe('session_revoked');
    expect(await codeOf(gemel.writeData(session.sid, 1, 0))).toBe('session_revoked');
    await stop();
  });
});

describe('what no token could carry', () => {
  it.each<readonly [string, Partial<StartSession>]>([
    ['an empty role', { roles: [''] }],
    ['a permission that is no text', { permissions: JSON.parse('[1]') }],
    ['an empty client', { clientId: '' }],
    ['an empty authentication context class', { authentication: { acr: '' } }],
    ['an empty method of authentication', { authentication: { amr: [''] } }],
    ['an authentication before 1970', { authentication: { time: -1 } }],
    ['an authentication at no time', { authentication: { time: Number.NaN } }],
  ])('invariant 3: is not in a record either, so that the twins cannot differ: %s', async (_name, odd) => {
    const { gemel, stop } = await aFleet();
    expect(await codeOf(gemel.startSession({ subject: 'ada', ...odd }))).toBe('options_invalid');
    const { session } = await gemel.startSession({ subject: 'ada' });
    if (odd.authentication !== undefined) expect(await codeOf(gemel.stepUp(session.sid, odd.authentication))).toBe('options_invalid');
    if (odd.roles !== undefined) expect(await codeOf(gemel.changeGrants('ada', { roles: odd.roles }))).toBe('options_invalid');
    await stop();
  });

  it.each([
    ['nothing', 'null'],
    ['a list', '[1]'],
    ['a name that reaches a prototype', '{"inner":[{"__proto__":1}]}'],
  ])('invariant 3: is refused of the claims hook: %s', async (_name, json) => {
    const { gemel, stop } = await aFleet({ sessions: { claims: () => JSON.parse(json) } });
    expect(await codeOf(gemel.startSession({ subject: 'ada', mode: 'both' }))).toBe('options_invalid');
    await stop();
  });
});
