/** A view for judging tokens where no feed is followed: it knows the time by this machine's clock, and of no revocation. */
import type { Clock } from '@gemel/protocol';
import { createView, type View } from '@gemel/verifier';

/** Revocation is not asked for: whoever prints a verdict by it says so. */
export function createViewWithoutFeed(clock: Clock): View {
  const view = createView({ clock, maxStaleness: 1 });
  const sending = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  view.apply(
    {
      epoch: 'none',
      cursor: '',
      entries: [],
      isSnapshot: true,
      hasMore: false,
      age: 0,
      now: sending.wallMs / 1000,
      retention: Number.POSITIVE_INFINITY,
      maxStaleness: 1,
    },
    sending,
  );
  return view;
}
