/** Judges many connections again, some at a time, and none twice at once. */

export interface ReviewQueue<Item> {
  /** The item's turn comes, once more if it is having one. */
  add(item: Item): void;
  remove(item: Item): void;
}

/** Enough to keep a store busy, too few to bury it. */
const mostAtOnce = 64;

/** @param review must not reject. */
export function createReviewQueue<Item>(review: (item: Item) => Promise<void>): ReviewQueue<Item> {
  const due = new Set<Item>();
  const having = new Set<Item>();

  const begin = (item: Item): void => {
    due.delete(item);
    having.add(item);
    void review(item).finally(() => {
      having.delete(item);
      go();
    });
  };

  const go = (): void => {
    for (const item of due) {
      if (having.size >= mostAtOnce) return;
      if (!having.has(item)) begin(item);
    }
  };

  return {
    add(item) {
      due.add(item);
      if (having.size < mostAtOnce && !having.has(item)) begin(item);
    },
    remove: (item) => void due.delete(item),
  };
}
