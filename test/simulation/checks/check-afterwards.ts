/** When nothing is wrong any more: every node and verifier is fresh, whoever's session stands goes on, and whoever's has ended does not. */
import { GemelError, NEVER } from '@gemel/protocol';
import { refreshAt } from '../world/act.ts';
import type { Client } from '../world/client.ts';
import { inspect } from '../world/inspect.ts';
import { cookieOf, presentAtNode } from '../world/present.ts';
import { track } from '../world/track.ts';
import type { World } from '../world/world.ts';

export async function checkAfterwards(world: World): Promise<void> {
  for (const { name, gemel } of world.nodes) {
    const health = await gemel?.health();
    if (health?.feed.isFresh !== true) world.fail('9 liveness', `${name} is not fresh: ${JSON.stringify(health)}`);
  }
  for (const { name, verifier } of world.verifiers) {
    if (verifier?.status().isFresh !== true) world.fail('9 liveness', `${name} is not fresh`);
  }
  await checkLog(world);
  await checkRestored(world);
  void track(
    world,
    inspect(world, () => true),
  );
  for (const client of world.clients) await goOn(world, client);
}

/** Invariant 4: the log says all that the changes of records have to say, for as long as it matters. */
async function checkLog({ cluster, ledger, settings, fail }: World): Promise<void> {
  const { value: page } = await cluster.primary.readLog(undefined);
  for (const { sid, floors } of ledger.sessions.values()) {
    for (const { generation, untilSeconds, lostMs } of floors) {
      const isDue = lostMs === undefined && untilSeconds > cluster.engineNow() + settings.clockTolerance;
      const isSaid = page.entries.some((entry) => entry.kind === 'session' && entry.sid === sid && entry.generation >= generation);
      if (isDue && !isSaid) fail('4 both or neither', `floor ${generation} of ${sid} was written without its entry`);
    }
  }
}

/** F13: what a failover has lost is announced again by every node that knew of it and is still there. */
async function checkRestored({ cluster, ledger, settings, nodes, judge, fail }: World): Promise<void> {
  const retentionMs = 1000 * (settings.maxStaleness + Math.max(settings.lifetime, settings.recordMaxAge));
  for (const { sid, floors } of ledger.sessions.values()) {
    for (const { generation, committedMs, lostMs } of floors) {
      if (generation !== NEVER || lostMs === undefined || lostMs > committedMs + retentionMs / 2) continue;
      const isKnown = nodes.some(({ gemel }) => gemel !== undefined && (judge.endingKnownSince(gemel, sid) ?? lostMs) < lostMs);
      const { value: record } = await cluster.primary.find(sid);
      if (isKnown && record !== undefined && record.endedAt === null)
        fail('5 no resurrection', `the end of ${sid} was lost, and not announced again`);
    }
  }
}

/** A refusal is judged where it is given; here a fault is one too many as well. */
async function goOn(world: World, client: Client): Promise<void> {
  const { sid, refreshToken, cookie } = client;
  const host = world.nodes[0];
  if (sid === undefined || host?.gemel === undefined) return;
  if (cookie !== undefined) {
    const result = await presentAtNode(world, host.name, host.gemel, cookieOf(cookie, true));
    if (result === undefined) world.fail('9 liveness', `${host.name} answers the cookie of ${sid} with a fault`);
  }
  if (refreshToken === undefined) return;
  await refreshAt(world, host.name, host.gemel, { sid, refreshToken, isHonest: true }).catch((error: unknown) => {
    const isRefusal = error instanceof GemelError && error.isRefusal;
    if (!isRefusal) world.fail('9 liveness', `${host.name} answers the refresh token of ${sid} with ${String(error)}`);
  });
}
