/** A view, a clock that a test moves, and a way to hear pages. */
import { createView, type Sending, type View } from '@gemel/verifier';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { aPage } from './pages.ts';

export interface Stage {
  readonly clock: ManualClock;
  readonly view: View;
  /** Applies a page whose request was sent `sentMsAgo`. */
  hear(page?: Parameters<typeof aPage>[0], sentMsAgo?: number): string;
  isFresh(): boolean;
  leftMs(): number;
}

export function aStage(maxStaleness = 5): Stage {
  const clock = createManualClock();
  const view = createView({ clock, maxStaleness });
  const sentAgo = (ms: number): Sending => ({ monotonicMs: clock.monotonicMs() - ms, wallMs: clock.wallMs() - ms });
  return {
    clock,
    view,
    hear: (page = {}, sentMsAgo = 0) => view.apply(aPage({ now: clock.wallMs() / 1000, ...page }), sentAgo(sentMsAgo)),
    isFresh: () => view.isFreshAt(clock.monotonicMs()),
    leftMs: () => view.status().leaseLeftMs,
  };
}
