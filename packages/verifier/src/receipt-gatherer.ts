/** Gathers receipts over the pages that belong together: what was committed together may be spread over several of them. */
import { type FeedPage, partitionOf } from '@gemel/protocol';

export interface ReceiptGatherer {
  /** Takes the next page; returns the receipts whose every entry has been given by it or before. */
  add(page: Pick<FeedPage, 'entries' | 'hasMore' | 'partitions' | 'silent'>): readonly string[];
  /** Forgets what has been gathered. */
  clear(): void;
}

const keysPartition = 0;

/** @param most receipts held; of more, the latest. */
export function createReceiptGatherer(most: number = Number.POSITIVE_INFINITY): ReceiptGatherer {
  /** By receipt, the partition of its entries; they all lie in one. */
  const held = new Map<string, number>();

  const hold = ({ entries, partitions = 1 }: Pick<FeedPage, 'entries' | 'partitions'>): void => {
    for (const entry of entries) {
      if (entry.receipt === undefined) continue;
      held.set(entry.receipt, entry.kind === 'session' ? partitionOf(entry.sid, partitions) : keysPartition);
    }
    for (const oldest of held.keys()) {
      if (held.size <= most) return;
      held.delete(oldest);
    }
  };

  return {
    add(page) {
      hold(page);
      if (page.hasMore || held.size === 0) return [];
      const { silent = [] } = page;
      // The rest of what a partition had begun to give may still lie in it.
      const whole = Array.from(held).flatMap(([receipt, partition]) => (silent.includes(partition) ? [] : [receipt]));
      for (const receipt of whole) held.delete(receipt);
      return whole;
    },
    clear: () => held.clear(),
  };
}
