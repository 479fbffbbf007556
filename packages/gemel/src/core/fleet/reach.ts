/** Waits until a committed revocation holds on every node, or until the bound has made it hold. */
import { type GemelError, toGemelError } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { FleetNode, FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Registration } from './registration.ts';

/**
 * - `applied`: every node that could hold a lease has said that it refuses.
 * - `bounded`: some node did not say so, but whatever lease it had has run out.
 * - `unguaranteed`: a node that did not say so accepts when stale, or it is not known which nodes there are.
 */
export type Reach = 'applied' | 'bounded' | 'unguaranteed';

export interface AwaitReach {
  /** @param receipt what was written with the entries; undefined where there were none: then only the bound can tell. */
  (receipt: string | undefined): Promise<Reach>;
}

export interface AwaitReachParts {
  readonly fleet: Pick<FleetStore, 'list' | 'confirmedBy'>;
  readonly registration: Registration;
  readonly runtime: Pick<Runtime, 'clock' | 'sleep'>;
  readonly view: View;
  readonly onFault: (error: GemelError) => void;
}

const firstPauseMs = 2;
const longestPauseMs = 50;

/** Returns a function that is to be called when the revocation has been acknowledged. */
export function createAwaitReach({ fleet, registration, runtime, view, onFault }: AwaitReachParts): AwaitReach {
  const { clock } = runtime;

  /** Undefined where the store fails, or has not answered after `ms`. */
  const within = async <T>(ms: number, answer: Promise<T>): Promise<T | undefined> => {
    const answered = new AbortController();
    const settled = answer.catch((error: unknown) => {
      onFault(toGemelError(error, 'store_unavailable'));
      return undefined;
    });
    const tooLate = runtime.sleep(ms, answered.signal).then(() => undefined);
    return Promise.race([settled, tooLate]).finally(() => answered.abort());
  };

  /** Where the registry or this node's own place in it was lost with an epoch, nobody knows who is missing from it. */
  const isComplete = (nodes: readonly FleetNode[], epoch: string | undefined): boolean =>
    nodes.some(({ id }) => id === registration.nodeId) &&
    view.status().epoch === epoch &&
    epoch !== undefined &&
    !view.isPausedAt(clock.monotonicMs());

  return async (receipt) => {
    const acknowledgedMs = clock.monotonicMs();
    const { epoch } = view.status();
    let nodes: readonly FleetNode[] | undefined;
    let missing: readonly FleetNode[] = [];
    const boundMs = (): number => 1000 * Math.max(registration.maxStaleness, ...(nodes ?? []).map(({ maxStaleness }) => maxStaleness));

    const leftMs = (): number => acknowledgedMs + boundMs() - clock.monotonicMs();
    for (let pauseMs = firstPauseMs; leftMs() >= 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      nodes ??= (await within(leftMs(), fleet.list()))?.value;
      if (nodes !== undefined && receipt !== undefined) {
        const confirmed = (await within(leftMs(), fleet.confirmedBy(receipt))) ?? [];
        missing = nodes.filter(({ id }) => !confirmed.includes(id));
        if (missing.length === 0 && isComplete(nodes, epoch)) return 'applied';
      }
      await runtime.sleep(pauseMs);
    }
    if (nodes === undefined || !nodes.some(({ id }) => id === registration.nodeId)) return 'unguaranteed';
    const silent = receipt === undefined ? nodes : missing;
    return silent.some(({ acceptsStale }) => acceptsStale) ? 'unguaranteed' : 'bounded';
  };
}
