/** Keeps this node registered while it reads the log, so that an acknowledged revocation knows whom to wait for. */
import { type GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import type { Sending } from '@gemel/verifier';
import { msSince } from '../cache/ms-since.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';

export interface Registration {
  readonly nodeId: string;
  /** Seconds: the fleet's bound or this node's own, whichever is shorter. */
  readonly maxStaleness: Seconds;
  /** Seconds: the fleet's bound, as the store last said; this node's own before it has said anything. */
  readonly fleetMaxStaleness: Seconds;
  /** Registers, or renews, where it is time to; undefined where it need not. Nothing is read from the log before. @throws GemelError where this node is not registered and cannot be */
  ensure(): Promise<void> | undefined;
  /** The registry may have been lost: registers anew at the next `ensure`. */
  forget(): void;
  /** A reader behind this node accepts when stale; from now on the node says so. */
  noteStaleReader(): void;
  /** Says that this node has ended. Never rejects. */
  leave(): Promise<void>;
}

export interface RegistrationParts {
  readonly fleet: FleetStore;
  readonly runtime: Pick<Runtime, 'clock' | 'randomText'>;
  /** This node's own bound. */
  readonly maxStaleness: Seconds;
  readonly acceptsStale: boolean;
  readonly onFault: (error: GemelError) => void;
}

/** Seconds for which a registration stands by this node's clocks. In the store it stands for `maxStaleness` longer: so long may a lease last that was granted under it. */
const standsFor: Seconds = 30;
const renewAfterMs = (standsFor * 1000) / 2;
const idBytes = 16;

export function createRegistration(parts: RegistrationParts): Registration {
  const { fleet, runtime, maxStaleness: own } = parts;
  const nodeId = runtime.randomText(idBytes);
  let acceptsStale = parts.acceptsStale;
  let fleetMaxStaleness = own;
  let registered: Sending | undefined;
  let renewing: Promise<void> | undefined;
  /** Rises when what the store knows of this node is out of date: an answer to an earlier call does not count. */
  let revision = 0;

  const bound = (): Seconds => Math.min(own, fleetMaxStaleness);

  const ageMs = (): number => (registered === undefined ? Number.POSITIVE_INFINITY : msSince(registered, runtime.clock));

  const register = async (): Promise<void> => {
    const sent = { monotonicMs: runtime.clock.monotonicMs(), wallMs: runtime.clock.wallMs() };
    const sentRevision = revision;
    const { value } = await fleet.register({ id: nodeId, maxStaleness: bound(), acceptsStale }, standsFor + own);
    fleetMaxStaleness = value.maxStaleness;
    if (sentRevision === revision) registered = sent;
  };

  const renew = (): Promise<void> => {
    renewing ??= register().finally(() => {
      renewing = undefined;
    });
    return renewing;
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
    if (registered === undefined) await renew();
  };

  return {
    nodeId,
    get maxStaleness() {
      return bound();
    },
    get fleetMaxStaleness() {
      return fleetMaxStaleness;
    },
    ensure: () => (ageMs() < renewAfterMs ? undefined : renewOrStand()),
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
    leave: () => fleet.unregister(nodeId).catch((error: unknown) => parts.onFault(toGemelError(error, 'store_unavailable'))),
  };
}
