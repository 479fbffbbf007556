/** Counts by the values of labels. */
import type { Sample } from './exposition.ts';

export interface LabelledCounter {
  add(labels: Readonly<Record<string, string>>): void;
  samples(): readonly Sample[];
}

/** @param first labels whose count is shown as 0 from the start, so that the first one that happens is seen as a rise. */
export function createLabelledCounter(first: readonly Readonly<Record<string, string>>[] = []): LabelledCounter {
  const counts = new Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>();
  for (const labels of first) counts.set(JSON.stringify(labels), { labels, value: 0 });
  return {
    add(labels) {
      const key = JSON.stringify(labels);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { labels, value: 1 });
      else known.value += 1;
    },
    samples: () => [...counts.values()].map(({ labels, value }) => ({ labels, value })),
  };
}
