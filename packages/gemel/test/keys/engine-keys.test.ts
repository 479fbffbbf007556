import { describe, expect, onTestFinished, test } from 'vitest';
import type { Gemel, SessionPrincipal } from '../../src/core/gemel.ts';
import { createEngine } from '../../src/core/engine.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { aFleet, type Fleet, issuer, secret } from '../engine/fleet.ts';

const newSecret = 'another secret for tests, and long enough as well';
const keyLifetime = 900;
const day = 86_400;

async function aFleetOf(nodeCount: number): Promise<Fleet> {
  const fleet = await aFleet({
    nodeCount,
    tokens: { keyLifetime, lifetime: 300 },
    sessions: { inactivityTimeout: 10 * day, overallTimeout: 10 * day },
  });
  onTestFinished(fleet.stop);
  return fleet;
}

/** A node of the fleet with other secrets. */
async function aNode({ store, clock }: Fleet, secrets: readonly string[]): Promise<Gemel> {
  const node = await createEngine({ issuer, secret: secrets, store, tokens: { keyLifetime } }, createTestRuntime(clock));
  onTestFinished(() => node.close());
  return node;
}

async function signIn(gemel: Gemel): Promise<{ principal: SessionPrincipal; sid: string; accessToken: string; refreshToken: string }> {
  const { principal, tokens } = await gemel.startSession({ subject: 'ada', mode: 'token' });
  if (tokens?.refreshToken === undefined) throw new Error('mode token gives a refresh token');
  return { principal, sid: principal.sid, accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
}

const kidOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

describe('the keys of a fleet', () => {
  test('F13: are read again when the log has been: a store that failed over in between has lost them without a word', async () => {
    const clock = createManualClock();
    const openStore = (): SessionStore => createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep });
    const [before, after] = [openStore(), openStore()];
    let failOver: () => void = () => undefined;
    const hasFailedOver = new Promise<void>((resolve) => {
      failOver = resolve;
    });
    let { keys } = before;
    const through: SessionStore = {
      ...after,
      readLog: async (cursor) => {
        await hasFailedOver;
        return after.readLog(cursor);
      },
      keys: {
        list: () => keys.list(),
        insert: (key) => keys.insert(key),
        activate: (kid, from) => keys.activate(kid, from),
        reseal: (...given) => keys.reseal(...given),
        remove: (kid) => keys.remove(kid),
        retire: (...given) => keys.retire(...given),
      },
    };
    const start = async (store: SessionStore): Promise<Gemel> => {
      const node = await createEngine({ issuer, secret, store }, createTestRuntime(clock));
      onTestFinished(() => node.close());
      return node;
    };
    const starting = start(through);
    await clock.settle();
    expect((await before.keys.list()).value).not.toEqual([]);
    ({ keys } = after);
    failOver();
    const [here, there] = [await starting, await start(after)];
    const { accessToken } = await signIn(here);
    expect((await there.verifyAccessToken(accessToken)).sub).toBe('ada');
  });

  test('F15: pass on by themselves; at every moment each node accepts what any node has minted, until it expires', async () => {
    const { nodes, clock, gemel } = await aFleetOf(2);
    const { principal, sid } = await signIn(gemel);
    const kids = new Set<unknown>();
    let minted: string[] = [];
    for (let at = 0; at < 3 * keyLifetime; at += 240) {
      for (const node of nodes) for (const token of minted) await expect(node.verifyAccessToken(token)).resolves.toMatchObject({ sid });
      minted = await Promise.all(nodes.map(async (node) => (await node.issueAccessToken(principal)).accessToken));
      for (const token of minted) kids.add(kidOf(token));
      await clock.advance(240);
    }
    expect(kids.size).toBe(3);
    // One that signs, the next, and at most one that was replaced.
    expect((await gemel.keys.publicKeys()).keys.length).toBeLessThanOrEqual(3);
  });

  test('F15: rotated by hand twice at one node, the other accepts at once', async () => {
    const { nodes, gemel } = await aFleetOf(2);
    const { principal, sid, accessToken } = await signIn(gemel);
    await gemel.keys.rotate();
    const kid = await gemel.keys.rotate();
    const rotated = (await gemel.issueAccessToken(principal)).accessToken;
    expect(kidOf(rotated)).toBe(kid);
    for (const node of nodes) {
      await expect(node.verifyAccessToken(rotated)).resolves.toMatchObject({ sid });
      await expect(node.verifyAccessToken(accessToken)).resolves.toMatchObject({ sid });
    }
  });

  test('a retired key is refused by every node within the bound, its sessions go on, and no node ever signs with it again', async () => {
    const { nodes, clock, gemel } = await aFleetOf(2);
    const { principal, sid, accessToken, refreshToken } = await signIn(gemel);
    const kid = kidOf(accessToken);
    await gemel.keys.retire(String(kid));
    await clock.advance(5);
    for (const node of nodes) {
      await expect(node.verifyAccessToken(accessToken)).rejects.toMatchObject({ code: 'token_key_retired' });
      expect((await node.keys.publicKeys()).keys.map((key) => key.kid)).not.toContain(kid);
      const fresh = (await node.issueAccessToken(principal)).accessToken;
      expect(kidOf(fresh)).not.toBe(kid);
      for (const other of nodes) await expect(other.verifyAccessToken(fresh)).resolves.toMatchObject({ sid });
    }
    await expect(gemel.refresh(refreshToken)).resolves.toMatchObject({ accessToken: expect.any(String) });
  });
});

describe('the secret of a fleet', () => {
  test('a wrong one stops the start, with the names of the secrets and what to do', async () => {
    const fleet = await aFleetOf(1);
    await expect(aNode(fleet, [newSecret])).rejects.toMatchObject({
      code: 'secret_mismatch',
      cause: expect.stringMatching(/sealed under the secret named [\w-]{8}; configured: [\w-]{8}\. Configure the secret/),
    });
  });

  test('is rotated without anybody being signed out: added last everywhere, promoted, and the old one left out when its last token is gone', async () => {
    const fleet = await aFleetOf(1);
    const { refreshToken, accessToken, sid } = await signIn(fleet.gemel);
    const added = await aNode(fleet, [secret, newSecret]);
    const promoted = await aNode(fleet, [newSecret, secret]);
    for (const node of [fleet.gemel, added, promoted]) await expect(node.verifyAccessToken(accessToken)).resolves.toMatchObject({ sid });

    const successor = await promoted.refresh(refreshToken);
    expect(successor.refreshToken).not.toBe(refreshToken);
    await fleet.clock.advance(60);
    // The nodes that are not promoted yet hold the new secret, too.
    const next = await added.refresh(successor.refreshToken ?? '');
    await fleet.clock.advance(60);
    await expect(promoted.refresh(next.refreshToken ?? '')).resolves.toMatchObject({ accessToken: expect.any(String) });
  });

  test('P10: a refresh token under a secret that a node does not hold is a fault there, and not reuse: the session stands', async () => {
    const fleet = await aFleetOf(1);
    const promoted = await aNode(fleet, [newSecret, secret]);
    const { principal, refreshToken } = await signIn(promoted);
    await expect(fleet.gemel.refresh(refreshToken)).rejects.toMatchObject({ code: 'secret_unknown' });
    await expect(promoted.issueAccessToken(principal)).resolves.toBeDefined();
    await expect(promoted.refresh(refreshToken)).resolves.toBeDefined();
  });
});
