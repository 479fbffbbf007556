/** Rotates the server secret as the documentation says: added last everywhere, then promoted; every node is restarted in turn, twice. */
import type { World } from './world.ts';

export async function rollSecret(world: World): Promise<string> {
  const [before, next] = world.nodes[0]?.secrets ?? [];
  if (before === undefined || next !== undefined) return 'under way, or done';
  await restartEach(world, [before, NEW_SECRET]);
  await restartEach(world, [NEW_SECRET, before]);
  world.count('rolled secret');
  return 'rolled';
}

export const OLD_SECRET = 'the old secret of a simulation, long enough';
export const NEW_SECRET = 'the new secret of a simulation, long enough';
const pollMs = 50;

async function restartEach(world: World, secrets: readonly string[]): Promise<void> {
  for (const host of world.nodes) {
    if (world.isMended) return;
    // Whatever starts from now on, after a crash as well, has the new list.
    host.secrets = secrets;
    if (host.gemel !== undefined) {
      void host.restart(1);
      await world.outside.sleep(pollMs);
    }
    while (host.gemel === undefined) await world.outside.sleep(pollMs);
  }
}
