/** Gathers what several masters answer, without letting one that says nothing hold up the others. */
import { toRedisFault } from './redis-fault.ts';

/** Which of the answers are waited for, and how long when the first has come. */
export interface Patience {
  readonly isWaitedFor: (index: number) => boolean;
  readonly graceMs: number;
}

/**
 * Returns the answers in the order given, undefined where none came in time; rejects where none came at all. Ends when all that are waited
 * for have answered and there is at least one answer, or when the grace is over.
 */
export function withoutStragglers<T>(
  reads: readonly Promise<T>[],
  { isWaitedFor, graceMs }: Patience,
): Promise<readonly (T | undefined)[]> {
  return new Promise((resolve, reject) => {
    const answers = new Map<number, T>();
    const open = new Set(reads.keys());
    let timer: NodeJS.Timeout | undefined;

    function finish(): void {
      clearTimeout(timer);
      resolve(reads.map((_, index) => answers.get(index)));
    }

    function settle(index: number, error?: unknown): void {
      open.delete(index);
      if (answers.size === 0) {
        if (open.size === 0) reject(toRedisFault(error));
      } else if (![...open].some(isWaitedFor)) {
        finish();
      }
    }

    for (const [index, read] of reads.entries()) {
      read.then(
        (answer) => {
          answers.set(index, answer);
          timer ??= setTimeout(finish, graceMs);
          settle(index);
        },
        (error: unknown) => settle(index, error),
      );
    }
  });
}
