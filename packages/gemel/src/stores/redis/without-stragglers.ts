/** Gathers what several masters answer, without letting one that says nothing hold up the others. */

import { toRedisFault } from './redis-fault.ts';

/** Once a master has answered, the others have this long; whoever says nothing then is silent. */
const STRAGGLER_MS = 200;

/** Returns the answers in the order given, undefined where none came in time; rejects where none came at all. */
export function withoutStragglers<T>(reads: readonly Promise<T>[]): Promise<readonly (T | undefined)[]> {
  return new Promise((resolve, reject) => {
    const answers = new Map<number, T>();
    let open = reads.length;
    let timer: NodeJS.Timeout | undefined;

    function finish(): void {
      clearTimeout(timer);
      resolve(reads.map((_, index) => answers.get(index)));
    }

    for (const [index, read] of reads.entries()) {
      read.then(
        (answer) => {
          answers.set(index, answer);
          timer ??= setTimeout(finish, STRAGGLER_MS);
          if (--open === 0) finish();
        },
        (error: unknown) => {
          if (--open > 0) return;
          if (answers.size > 0) finish();
          else reject(toRedisFault(error));
        },
      );
    }
  });
}
