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

/** What a node has said of a revocation. */
export interface NodeReceipt {
  /** As `health().fleet.nodeId` and `gemel fleet` name it. */
  readonly node: string;
  /** Milliseconds from the commit until it was heard to refuse; undefined where it was not. */
  readonly tookMs: number | undefined;
}

/** Told of every node that counts whenever one of them is heard. */
export type OnReceipts = (receipts: readonly NodeReceipt[]) => void;

export interface Reached {
  readonly reach: Reach;
  readonly receipts: readonly NodeReceipt[];
}

export interface AwaitReach {
  /** @param receipts what was written with the entries, each of them; none where there were no entries: then only the bound can tell. */
  (receipts: readonly string[], onReceipts?: OnReceipts): Promise<Reached>;
}

export interface AwaitReachParts {
  readonly store: {
    /** Of what nodes report of themselves nothing matters here. */
    readonly fleet: Pick<FleetStore, 'confirmedBy'> & { list(): Promise<Stamped<readonly FleetNode[]>> };
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

  return async (receipts, onReceipts = () => undefined) => {
    const acknowledgedMs = clock.monotonicMs();
    const { epoch } = view.status();
    const heard = createHeard(receipts);
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
    const missing = (): readonly FleetNode[] => (registry?.nodes ?? []).filter(({ id }) => !heard.ofAll(id));
    const told = (): readonly NodeReceipt[] => (registry?.nodes ?? []).map(({ id }) => ({ node: id, tookMs: heard.tookMs(id) }));
    const tell = (): void => {
      try {
        onReceipts(told());
      } catch (error) {
        report(toGemelError(error));
      }
    };

    /** Asks about each receipt that somebody still lacks. */
    const listen = async (): Promise<void> => {
      const ids = (registry?.nodes ?? []).map(({ id }) => id);
      for (const receipt of heard.lackedBy(ids)) {
        heard.add(receipt, (await ask(fleet.confirmedBy(receipt))) ?? [], clock.monotonicMs() - acknowledgedMs);
      }
    };

    /** Whether no epoch has ended since before the commit: asked after everything else has been answered. Undefined where it is not known. */
    const isSameEpoch = async (): Promise<boolean | undefined> => {
      const page = await ask(store.readLog(view.cursor));
      if (page === undefined || (page.value.silent ?? []).length > 0) return undefined;
      return page.value.epoch === epoch;
    };

    let mayBeApplied = receipts.length > 0 && epoch !== undefined;
    let heardBefore = -1;
    for (let pauseMs = firstPauseMs; leftMs() >= 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      if (registry === undefined) {
        const askedMs = clock.monotonicMs();
        const nodes = (await ask(fleet.list()))?.value;
        if (nodes !== undefined) registry = { nodes, askedMs };
      }
      if (registry !== undefined && mayBeApplied) {
        await listen();
        const heardNow = registry.nodes.length - missing().length;
        if (heardNow !== heardBefore) tell();
        heardBefore = heardNow;
        if (missing().length === 0) {
          const isSame = mayBeComplete(registry, boundMs()) ? await isSameEpoch() : false;
          if (isSame === true) return { reach: 'applied', receipts: told() };
          mayBeApplied = isSame === undefined;
        }
      }
      await runtime.sleep(pauseMs, undefined, true);
    }
    const isKnown = registry !== undefined && registry.nodes.some(({ id }) => id === registration.nodeId);
    const isBounded = isKnown && !missing().some(({ acceptsStale }) => acceptsStale);
    return { reach: isBounded ? 'bounded' : 'unguaranteed', receipts: told() };
  };
}

/** Who has confirmed what. */
function createHeard(receipts: readonly string[]): {
  add(receipt: string, ids: readonly string[], atMs: number): void;
  ofAll(id: string): boolean;
  tookMs(id: string): number | undefined;
  lackedBy(ids: readonly string[]): readonly string[];
} {
  const by = new Map(receipts.map((receipt) => [receipt, new Set<string>()]));
  const tookMs = new Map<string, number>();
  const ofAll = (id: string): boolean => by.size > 0 && [...by.values()].every((ids) => ids.has(id));
  return {
    add(receipt, ids, atMs) {
      for (const id of ids) by.get(receipt)?.add(id);
      for (const id of ids) if (!tookMs.has(id) && ofAll(id)) tookMs.set(id, atMs);
    },
    ofAll,
    tookMs: (id) => tookMs.get(id),
    lackedBy: (ids) => receipts.filter((receipt) => !ids.every((id) => by.get(receipt)?.has(id) === true)),
  };
}
