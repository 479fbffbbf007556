/** Waits until a committed revocation holds on every node, or until the bound has made it hold. */
import { type GemelError, toGemelError } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { FleetNode, FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { LogPage } from '../ports/session-store.ts';
import type { Stamped } from '../ports/stamped.ts';
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
  readonly store: {
    readonly fleet: Pick<FleetStore, 'list' | 'confirmedBy'>;
    readLog(after: string | undefined): Promise<Stamped<Pick<LogPage, 'epoch' | 'silent'>>>;
  };
  readonly registration: Pick<Registration, 'nodeId' | 'maxStaleness' | 'fleetMaxStaleness'>;
  readonly runtime: Pick<Runtime, 'clock' | 'sleep'>;
  readonly view: View;
  readonly onFault: (error: GemelError) => void;
}

/** The nodes that are registered, and when they were asked for. */
interface Registry {
  readonly nodes: readonly FleetNode[];
  readonly askedMs: number;
}

const firstPauseMs = 2;
const longestPauseMs = 50;

/** Returns a function that is to be called when the revocation has been acknowledged. */
export function createAwaitReach({ store, registration, runtime, view, onFault }: AwaitReachParts): AwaitReach {
  const { clock } = runtime;
  const { fleet } = store;

  /** Undefined where the store fails, or has not answered after `ms`. */
  const within = async <T>(ms: number, answer: Promise<T>, report: typeof onFault): Promise<T | undefined> => {
    const answered = new AbortController();
    const settled = answer.catch((error: unknown) => {
      report(toGemelError(error, 'store_unavailable'));
      return undefined;
    });
    const tooLate = runtime.sleep(ms, answered.signal, true).then(() => undefined);
    return Promise.race([settled, tooLate]).finally(() => answered.abort());
  };

  /** Where this node's place in the registry, or an epoch, was lost a moment ago, nobody knows who is missing from it. */
  const mayBeComplete = ({ nodes, askedMs }: Registry, boundMs: number): boolean =>
    nodes.some(({ id }) => id === registration.nodeId) && !view.isPausedAt(askedMs - boundMs);

  return async (receipt) => {
    const acknowledgedMs = clock.monotonicMs();
    const { epoch } = view.status();
    const confirmed = new Set<string>();
    let registry: Registry | undefined;
    let isReported = false;
    /** Once for each wait, however often it asks. */
    const report = (error: GemelError): void => {
      if (!isReported) onFault(error);
      isReported = true;
    };

    const boundMs = (): number => {
      const bounds = (registry?.nodes ?? []).map(({ maxStaleness }) => maxStaleness);
      return 1000 * Math.max(registration.maxStaleness, registration.fleetMaxStaleness, ...bounds);
    };
    const leftMs = (): number => acknowledgedMs + boundMs() - clock.monotonicMs();
    const ask = <T>(answer: Promise<T>): Promise<T | undefined> => within(leftMs(), answer, report);
    const missing = (): readonly FleetNode[] => (registry?.nodes ?? []).filter(({ id }) => !confirmed.has(id));

    /** Whether no epoch has ended since before the commit: asked after everything else has been answered. Undefined where it is not known. */
    const isSameEpoch = async (): Promise<boolean | undefined> => {
      const page = await ask(store.readLog(view.cursor));
      if (page === undefined || (page.value.silent ?? []).length > 0) return undefined;
      return page.value.epoch === epoch;
    };

    let mayBeApplied = receipt !== undefined && epoch !== undefined;
    for (let pauseMs = firstPauseMs; leftMs() >= 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      if (registry === undefined) {
        const askedMs = clock.monotonicMs();
        const nodes = (await ask(fleet.list()))?.value;
        if (nodes !== undefined) registry = { nodes, askedMs };
      }
      if (registry !== undefined && receipt !== undefined && mayBeApplied) {
        for (const id of (await ask(fleet.confirmedBy(receipt))) ?? []) confirmed.add(id);
        if (missing().length === 0) {
          const isSame = mayBeComplete(registry, boundMs()) ? await isSameEpoch() : false;
          if (isSame === true) return 'applied';
          mayBeApplied = isSame === undefined;
        }
      }
      await runtime.sleep(pauseMs, undefined, true);
    }
    if (registry === undefined || !registry.nodes.some(({ id }) => id === registration.nodeId)) return 'unguaranteed';
    return missing().some(({ acceptsStale }) => acceptsStale) ? 'unguaranteed' : 'bounded';
  };
}
