/** Keeps this node registered while it reads the log, so that an acknowledged revocation knows whom to wait for. */
import { GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import { type Sending, STALE_ACCEPTANCE_COUNTS_FOR, type View } from '@gemel/verifier';
import { msSince } from '../cache/ms-since.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { createGrantedBound } from './granted-bound.ts';
import { reportOf } from './node-report.ts';

export interface Registration {
  readonly nodeId: string;
  /** Seconds: the fleet's bound or this node's own, whichever is shorter; never longer than what the registry says of this node. */
  readonly maxStaleness: Seconds;
  /** Seconds: how long a lease may be that was granted here and still stands; longer than `maxStaleness` for a while after that was lowered. */
  readonly longestLease: Seconds;
  /** Seconds: the fleet's bound, as the store last said; this node's own before it has said anything. */
  readonly fleetMaxStaleness: Seconds;
  /** The epoch that the fleet's store last said to be settled. */
  readonly settledEpoch: string | undefined;
  /**
   * Registers, or renews, where it is time to; undefined where it need not. Nothing is read from the log before.
   *
   * @throws GemelError where this node is not registered and cannot be; `shutting_down` where it has left
   */
  ensure(): Promise<void> | undefined;
  /** The registry may have been lost: registers anew at the next `ensure`. */
  forget(): void;
  /** A reader behind this node accepts when stale; from now on the node says so. */
  noteStaleReader(): void;
  /** Says that this node has ended; where it leaves readers behind, they count until their leases have run out. Never rejects. */
  leave(hasReaders: boolean): Promise<void>;
}

export interface RegistrationParts {
  readonly fleet: FleetStore;
  readonly runtime: Pick<Runtime, 'clock' | 'randomText' | 'sleep'>;
  /** This node's own. */
  readonly freshness: Pick<ResolvedOptions['freshness'], 'maxStaleness' | 'onStale' | 'nodeName'>;
  /** How it stands when a registration is sent goes along with that. */
  readonly view: Pick<View, 'status' | 'maxStaleness'>;
  readonly onFault: (error: GemelError) => void;
}

/** Seconds for which a registration stands by this node's clocks. In the store it stands for `maxStaleness` longer: so long may a lease last that was granted under it. */
const standsFor: Seconds = 30;
/** Seconds after which a node registers again, before its next read. */
export const RENEWS_AFTER: Seconds = standsFor / 2;
const leaveWithinMs = 1000;
const idBytes = 16;

export function createRegistration(parts: RegistrationParts): Registration {
  const { fleet, runtime, view } = parts;
  const { maxStaleness: own, onStale, nodeName } = parts.freshness;
  const { clock } = runtime;
  const nodeId = runtime.randomText(idBytes);
  const granted = createGrantedBound(clock, own);
  let acceptsStale = onStale === 'accept';
  let fleetMaxStaleness = own;
  let settledEpoch: string | undefined;
  let registered: Sending | undefined;
  let renewing: { readonly sentMs: number; readonly done: Promise<void> } | undefined;
  /** Rises when what the store knows of this node is out of date: an answer to an earlier call does not count. */
  let revision = 0;
  let hasLeft = false;

  const ageMs = (): number => (registered === undefined ? Number.POSITIVE_INFINITY : msSince(registered, clock));

  const register = async (): Promise<void> => {
    const sent = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    const sentRevision = revision;
    const maxStaleness = Math.max(Math.min(own, fleetMaxStaleness), granted.longest);
    const keepFor = acceptsStale ? STALE_ACCEPTANCE_COUNTS_FOR : standsFor + own;
    const { value } = await fleet.register({ id: nodeId, maxStaleness, acceptsStale, report: reportOf(view, nodeName) }, keepFor);
    fleetMaxStaleness = value.maxStaleness;
    settledEpoch = value.settledEpoch;
    granted.set(Math.min(maxStaleness, fleetMaxStaleness));
    if (sentRevision === revision && (registered === undefined || registered.monotonicMs <= sent.monotonicMs)) registered = sent;
  };

  /** Joins the call under way, unless that is lost: nothing has been heard of it for as long as a lease lasts. */
  const renew = (): Promise<void> => {
    if (renewing !== undefined && clock.monotonicMs() - renewing.sentMs < own * 1000) return renewing.done;
    const call = { sentMs: clock.monotonicMs(), done: register() };
    renewing = call;
    const end = (): void => {
      if (renewing === call) renewing = undefined;
    };
    call.done.then(end, end);
    return call.done;
  };

  /** A registration that still stands is as good as a new one. */
  const renewOrStand = async (): Promise<void> => {
    try {
      await renew();
    } catch (error) {
      const fault = toGemelError(error, 'store_unavailable');
      if (ageMs() >= standsFor * 1000) throw fault;
      parts.onFault(fault);
    }
    while (registered === undefined && !hasLeft) await renew();
    if (hasLeft) throw new GemelError('shutting_down');
  };

  /** Nothing that is under way may register this node after it has left. */
  const endRegistration = async (hasReaders: boolean): Promise<void> => {
    await renewing?.done.catch(() => undefined);
    const { longest } = granted;
    if (!hasReaders) return fleet.unregister(nodeId);
    const keepFor = acceptsStale ? STALE_ACCEPTANCE_COUNTS_FOR : longest;
    await fleet.register({ id: nodeId, maxStaleness: longest, acceptsStale, report: reportOf(view, nodeName) }, keepFor);
  };

  return {
    nodeId,
    get maxStaleness() {
      return granted.now;
    },
    get longestLease() {
      return granted.longest;
    },
    get fleetMaxStaleness() {
      return fleetMaxStaleness;
    },
    get settledEpoch() {
      return settledEpoch;
    },
    ensure() {
      if (hasLeft) return Promise.reject(new GemelError('shutting_down'));
      return ageMs() < RENEWS_AFTER * 1000 ? undefined : renewOrStand();
    },
    forget() {
      revision++;
      registered = undefined;
    },
    noteStaleReader() {
      if (acceptsStale) return;
      acceptsStale = true;
      revision++;
      registered = undefined;
    },
    async leave(hasReaders) {
      hasLeft = true;
      const ended = new AbortController();
      const tooLate = runtime.sleep(leaveWithinMs, ended.signal);
      const ending = endRegistration(hasReaders).catch((error: unknown) => parts.onFault(toGemelError(error, 'store_unavailable')));
      await Promise.race([ending, tooLate]).finally(() => ended.abort());
    },
  };
}
