/** Tells of receipts when a view has all that was written with them, from the pages that it folds in. */
import type { FeedPage } from '@gemel/protocol';
import { createReceiptGatherer } from './receipt-gatherer.ts';

/** Returns what `followFeed` takes as `onPage`; `onReceipts` must not throw. */
export function tellReceipts(
  onReceipts: (receipts: readonly string[]) => void,
): (page: FeedPage, outcome: 'applied' | 'new_epoch') => void {
  const receipts = createReceiptGatherer();
  return (page, outcome) => {
    const whole = receipts.add(page);
    // What a page of a new epoch leaves out may have been lost.
    if (outcome === 'new_epoch') receipts.clear();
    else if (whole.length > 0) onReceipts(whole);
  };
}
