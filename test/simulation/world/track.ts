/** Counts what somebody in the world has begun and not finished, so that a simulation goes on for that long and no longer. */
import type { World } from './world.ts';

/** Resolves and rejects as `work` does. */
export function track<T>(world: Pick<World, 'underWay'>, work: Promise<T>): Promise<T> {
  world.underWay++;
  return work.finally(() => {
    world.underWay--;
  });
}
