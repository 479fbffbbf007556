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
