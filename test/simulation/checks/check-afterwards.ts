/** When nothing is wrong any more: every node and verifier is fresh, whoever's session stands goes on, and whoever's has ended does not. */
import { GemelError } from '@gemel/protocol';
import { refreshAt } from '../world/act.ts';
import type { Client } from '../world/client.ts';
import { inspect } from '../world/inspect.ts';
import { cookieOf, presentAtNode } from '../world/present.ts';
import type { World } from '../world/world.ts';

export async function checkAfterwards(world: World): Promise<void> {
  for (const { name, gemel } of world.nodes) {
    const health = await gemel?.health();
    if (health?.feed.isFresh !== true) world.fail('9 liveness', `${name} is not fresh: ${JSON.stringify(health)}`);
  }
  for (const { name, verifier } of world.verifiers) {
    if (verifier?.status().isFresh !== true) world.fail('9 liveness', `${name} is not fresh`);
  }
  inspect(world, () => true);
  for (const client of world.clients) await goOn(world, client);
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
