import { describe, expect, it } from 'vitest';
import type { Gemel, StartedSession } from '../../src/core/gemel.ts';
import type { NodeReceipt } from '../../src/core/fleet/reach.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, codeOf, outcome, present, withBearer, withCookie } from './fleet.ts';
import { waitFor } from './reach-support.ts';

/** The end of everybody's sessions, and the list of them, under a clock that the test moves. */

async function signIn(gemel: Gemel, count: number): Promise<readonly StartedSession[]> {
  const started: StartedSession[] = [];
  for (let index = 0; index < count; index++) started.push(await gemel.startSession({ subject: `subject-${index % 9}`, mode: 'both' }));
  return started;
}

async function outcomes(gemel: Gemel, { sessionToken, tokens }: StartedSession): Promise<readonly string[]> {
  const requests = [withCookie(present(sessionToken)), withBearer(present(tokens).accessToken)];
  return Promise.all(requests.map((request) => outcome(gemel.authenticate(request))));
}

describe('the end of the sessions of everybody', () => {
  it('ends whatever began before, on every node, whichever credential presents it, and says when each node has heard', async () => {
    const { nodes, gemel, clock, store, stop } = await aFleet({ nodeCount: 3 });
    const started = await signIn(gemel, 450);
    for (const node of nodes) expect(await outcomes(node, present(started[7]))).toEqual(['authenticated', 'authenticated']);
    const told: (readonly NodeReceipt[])[] = [];
    const revoking = gemel.revokeEveryone({ by: 'root', until: 'everywhere', onReceipts: (receipts) => told.push(receipts) });
    const { value } = await waitFor(clock, revoking);
    expect(value).toMatchObject({ ended: 450, reach: 'applied' });
    const ids = await Promise.all(nodes.map(async (node) => (await node.health()).fleet.nodeId));
    expect(value.receipts.map(({ node }) => node).sort()).toEqual(ids.sort());
    expect(value.receipts.every(({ tookMs }) => tookMs !== undefined && tookMs < 1000)).toBe(true);
    expect(told.at(-1)).toEqual(value.receipts);
    for (const node of nodes) {
      for (const index of [0, 7, 449])
        expect(await outcomes(node, present(started[index]))).toEqual(['session_revoked', 'session_revoked']);
    }
    expect(await codeOf(gemel.refresh(present(present(started[3]).tokens?.refreshToken)))).toBe('session_revoked');
    expect((await store.list({ limit: 10 })).value.records).toEqual([]);
    await stop();
  });

  it('tells of every end, by whom and why', async () => {
    const { gemel, stop } = await aFleet();
    await signIn(gemel, 3);
    const told: unknown[] = [];
    gemel.on('session.revoked', (event) => told.push(event));
    await gemel.revokeEveryone({ by: 'root', reason: 'subject_revoked' });
    expect(told).toHaveLength(3);
    expect(told[0]).toEqual({ sid: expect.any(String) as string, subject: 'subject-2', reason: 'subject_revoked', by: 'root' });
    await stop();
  });

  it('stops sign-ins under way, of whoever it is (invariant 5), and lets in who comes afterwards', async () => {
    const { nodes, gemel, clock, stop } = await aFleet({ nodeCount: 2 });
    const other = present(nodes[1]);
    const subjectVersion = await other.subjectVersion('nobody-yet');
    await gemel.revokeEveryone();
    expect(await codeOf(other.startSession({ subject: 'nobody-yet', subjectVersion }))).toBe('subject_changed');
    const after = await other.startSession({ subject: 'nobody-yet', mode: 'both' });
    await clock.advance(6);
    expect(await outcomes(gemel, after)).toEqual(['authenticated', 'authenticated']);
    await stop();
  });

  it('leaves the session of whoever asks, and those that began well after it', async () => {
    const { gemel, clock, stop } = await aFleet();
    const [mine, another] = await signIn(gemel, 2);
    let late: StartedSession | undefined;
    const beginLate = async (): Promise<void> => {
      await clock.advance(6);
      late = await gemel.startSession({ subject: 'late', mode: 'both' });
    };
    await gemel.revokeEveryone({ except: present(mine).session.sid });
    await beginLate();
    expect(await outcomes(gemel, present(mine))).toEqual(['authenticated', 'authenticated']);
    expect(await outcomes(gemel, present(another))).toEqual(['session_revoked', 'session_revoked']);
    expect(await outcomes(gemel, present(late))).toEqual(['authenticated', 'authenticated']);
    await stop();
  });

  it('goes on where it was broken off, and leaves who signed in meanwhile', async () => {
    const world = { ends: 0 };
    const failing = (store: SessionStore): SessionStore => ({
      ...store,
      endSessions: async (end) => {
        if ((world.ends += 1) === 2) throw new Error('the store went');
        return store.endSessions(end);
      },
    });
    const { gemel, clock, stop } = await aFleet({ through: failing });
    const started = await signIn(gemel, 450);
    let resume: string | undefined;
    await expect(gemel.revokeEveryone({ onProgress: (progress) => ({ resume } = progress) })).rejects.toThrow('the store went');
    await clock.advance(6);
    const late = await gemel.startSession({ subject: 'late', mode: 'both' });
    expect(await gemel.revokeEveryone({ resume: present(resume) })).toMatchObject({ ended: 250 });
    for (const index of [0, 225, 449])
      expect(await outcomes(gemel, present(started[index]))).toEqual(['session_revoked', 'session_revoked']);
    expect(await outcomes(gemel, late)).toEqual(['authenticated', 'authenticated']);
    expect(await codeOf(gemel.revokeEveryone({ resume: 'somewhere' }))).toBe('options_invalid');
    await stop();
  });

  it('costs a sign-in no second try once a node has learned what version everybody has', async () => {
    let inserts = 0;
    const counting = (store: SessionStore): SessionStore => ({
      ...store,
      insert: async (record, version) => {
        inserts += 1;
        return store.insert(record, version);
      },
    });
    const { gemel, stop } = await aFleet({ through: counting });
    await gemel.revokeEveryone();
    for (const subject of ['a', 'b']) await gemel.startSession({ subject });
    inserts = 0;
    for (const subject of ['c', 'd', 'e', 'a']) await gemel.startSession({ subject });
    expect(inserts).toBe(4);
    await gemel.revokeSubject('c');
    await gemel.startSession({ subject: 'c' });
    inserts = 0;
    for (const subject of ['c', 'f', 'c', 'b']) await gemel.startSession({ subject });
    expect(inserts).toBe(4);
    await stop();
  });
});

describe('the list of everybody', () => {
  it('pages through the sessions that stand, newest first, without a secret', async () => {
    const { gemel, clock, stop } = await aFleet();
    const started = await signIn(gemel, 70);
    await gemel.revokeSession(present(started[3]).session.sid);
    const first = await gemel.listAllSessions();
    expect(first.sessions).toHaveLength(50);
    expect(first.sessions[0]).toEqual(present(started[69]).session);
    const second = await gemel.listAllSessions({ after: first.next });
    expect(second.sessions).toHaveLength(19);
    expect(second.next).toBeUndefined();
    expect(new Set([...first.sessions, ...second.sessions].map(({ sid }) => sid)).size).toBe(69);
    expect(JSON.stringify(first)).not.toMatch(/secretHash|salt/);
    await clock.advance(gemel.options.sessions.inactivityTimeout);
    expect((await gemel.listAllSessions()).sessions).toEqual([]);
    await stop();
  });

  it('pages through those of one subject', async () => {
    const { gemel, stop } = await aFleet();
    await signIn(gemel, 90);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { sessions, next } = await gemel.listAllSessions({ subject: 'subject-4', after, limit: 3 });
      expect(sessions.length).toBeLessThanOrEqual(3);
      expect(sessions.every(({ subject }) => subject === 'subject-4')).toBe(true);
      seen.push(...sessions.map(({ sid }) => sid));
      after = next;
    } while (after !== undefined);
    expect(new Set(seen).size).toBe(10);
    expect(seen).toHaveLength(10);
    await stop();
  });

  it('finds one that stands, and says why another does not', async () => {
    const { gemel, clock, stop } = await aFleet();
    const [first, second] = await signIn(gemel, 2);
    expect(await gemel.findSession(present(first).session.sid)).toEqual(present(first).session);
    await gemel.revokeSession(present(first).session.sid);
    expect(await codeOf(gemel.findSession(present(first).session.sid))).toBe('session_revoked');
    expect(await codeOf(gemel.findSession('c2Vzc2lvbi1udW1iZXItMQ'))).toBe('session_unknown');
    await clock.advance(gemel.options.sessions.inactivityTimeout);
    expect(await codeOf(gemel.findSession(present(second).session.sid))).toBe('session_expired');
    await stop();
  });

  it.each([
    { limit: 0 },
    { limit: 201 },
    { limit: 1.5 },
    { limit: Number.NaN },
    { after: 'x' },
    { subject: 'ada', after: '5' },
    { subject: 'ada', after: '' },
  ])('refuses %o', async (page) => {
    const { gemel, stop } = await aFleet();
    expect(await codeOf(gemel.listAllSessions(page))).toBe('request_malformed');
    await stop();
  });
});
