/** What a node says of itself when it registers: its own view, as it knows it then. */
import type { View } from '@gemel/verifier';
import type { NodeReport } from '../ports/fleet-store.ts';

export function reportOf(view: Pick<View, 'status' | 'maxStaleness'>, name: string | undefined): NodeReport {
  const { epoch, leaseLeftMs } = view.status();
  const leaseLeft = leaseLeftMs / 1000;
  return { name, lag: epoch === undefined ? undefined : Math.max(0, view.maxStaleness - leaseLeft), leaseLeft };
}
