/** A contender of calls that may have to wait: so many of them are under way at once. */
import type { Contender } from '../contender.ts';

/** `once` is given the number of the call within its round. */
export function contenderInFlight(name: string, width: number, once: (index: number) => Promise<void> | void): Contender {
  return {
    name,
    run: async (count) => {
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < count) {
          const done = once(next++);
          if (done !== undefined) await done;
        }
      };
      await Promise.all(Array.from({ length: width }, work));
    },
  };
}
