import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import type { SessionRecord } from '../../src/core/sessions/session-record.ts';
import { aFleet, type Fleet, outcome, present, withCookie } from './fleet.ts';

/** Records that come from a replica: they may let in, and never turn away (invariants 2 and 5). */

interface Replicated {
  readonly fleet: Fleet;
  /** What the replica holds: nothing follows the primary by itself. */
  readonly replica: Map<string, SessionRecord>;
  readonly asked: { readonly primary: string[]; readonly replica: string[] };
  setCut(isCut: boolean): void;
}

/** The second node may read from a replica, and has no session in memory when it begins. */
async function aReplicatedFleet(onStale: 'ask' | 'refuse' | 'accept' = 'ask'): Promise<Replicated> {
  const replica = new Map<string, SessionRecord>();
  const asked = { primary: [] as string[], replica: [] as string[] };
  let isCut = false;
  const through = (store: SessionStore, index: number): SessionStore =>
    index === 0
      ? store
      : {
          ...store,
          async readLog(after) {
            if (isCut) throw new Error('cut');
            return store.readLog(after);
          },
          async find(sid, covering) {
            (covering === undefined ? asked.primary : asked.replica).push(sid);
            // Its clock is off by a year.
            return covering === undefined ? store.find(sid) : { value: structuredClone(replica.get(sid)), now: 31_536_000, isCopy: true };
          },
        };
  const fleet = await aFleet({ nodeCount: 2, through, freshness: { onStale } });
  return { fleet, replica, asked, setCut: (shallBeCut) => void (isCut = shallBeCut) };
}

async function signIn({ fleet, replica }: Replicated): Promise<{ readonly sid: string; readonly request: ReturnType<typeof withCookie> }> {
  const { session, sessionToken } = await fleet.gemel.startSession({ subject: 'ada' });
  replica.set(session.sid, present((await fleet.store.find(session.sid)).value));
  return { sid: session.sid, request: withCookie(present(sessionToken)) };
}

describe('records from a replica', () => {
  it('let in without a read of the primary, and are held in memory like others', async () => {
    const world = await aReplicatedFleet();
    const { request } = await signIn(world);
    const node = present(world.fleet.nodes[1]);
    expect(await outcome(node.authenticate(request))).toBe('authenticated');
    expect(await outcome(node.authenticate(request))).toBe('authenticated');
    expect({ primary: world.asked.primary.length, replica: world.asked.replica.length }).toEqual({ primary: 0, replica: 1 });
    await world.fleet.stop();
  });

  it('never turn away: a session that the replica has not heard of is asked for at the primary', async () => {
    const world = await aReplicatedFleet();
    const { request, sid } = await signIn(world);
    world.replica.delete(sid);
    const node = present(world.fleet.nodes[1]);
    expect(await outcome(node.authenticate(request))).toBe('authenticated');
    expect(world.asked).toEqual({ replica: [sid], primary: [sid] });
    await world.fleet.stop();
  });

  it('do not end a session by an inactivity that the replica has not heard of', async () => {
    const world = await aReplicatedFleet();
    const { request, sid } = await signIn(world);
    const { clock, nodes, gemel } = world.fleet;
    await clock.advance(3000);
    expect(await outcome(gemel.authenticate(request))).toBe('authenticated');
    await clock.advance(1500);
    expect(await outcome(present(nodes[1]).authenticate(request))).toBe('authenticated');
    expect(world.asked).toEqual({ replica: [sid], primary: [sid] });
    await world.fleet.stop();
  });

  it('do not revive what the view knows to have ended, however far behind the replica is (invariant 5)', async () => {
    const world = await aReplicatedFleet();
    const { request, sid } = await signIn(world);
    const { gemel, nodes, clock } = world.fleet;
    await gemel.revokeSession(sid);
    await clock.settle();
    expect(await outcome(present(nodes[1]).authenticate(request))).toBe('session_revoked');
    await world.fleet.stop();
  });

  it('do not let in by a secret that has been replaced, once the view knows of it', async () => {
    const world = await aReplicatedFleet();
    const { request, sid } = await signIn(world);
    const { gemel, nodes, clock } = world.fleet;
    await gemel.stepUp(sid, { amr: ['otp'] });
    await clock.settle();
    expect(await outcome(present(nodes[1]).authenticate(request))).toBe('session_secret_wrong');
    await world.fleet.stop();
  });

  it('are not asked for where the view is stale: only the primary knows then (invariant 2)', async () => {
    const world = await aReplicatedFleet();
    const { request, sid } = await signIn(world);
    const { gemel, nodes, clock } = world.fleet;
    world.setCut(true);
    await clock.advance(6);
    await gemel.revokeSession(sid);
    expect(await outcome(present(nodes[1]).authenticate(request))).toBe('session_revoked');
    expect(world.asked.replica).toEqual([]);
    await world.fleet.stop();
  });
});
