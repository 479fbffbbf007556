/** Counts the requests that were answered, by the pattern of their route: a path may hold ids, a pattern never does. */
import type { Sample } from './exposition.ts';
import { createLabelledCounter, type LabelledCounter } from './labelled-counter.ts';

export interface RequestCounts {
  readonly answered: LabelledCounter;
  note(route: string, status: number, durationMs: number): void;
  /** Seconds by route. */
  seconds(): readonly Sample[];
}

export function createRequestCounts(): RequestCounts {
  const answered = createLabelledCounter();
  const spentMs = new Map<string, number>();
  return {
    answered,
    note(route, status, durationMs) {
      answered.add({ route, status: String(status) });
      spentMs.set(route, (spentMs.get(route) ?? 0) + durationMs);
    },
    seconds: () => [...spentMs].map(([route, ms]) => ({ labels: { route }, value: ms / 1000 })),
  };
}
