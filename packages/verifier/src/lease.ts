/** How long a view may be trusted: from the sending of a read, by both of this machine's clocks. */
import type { Clock } from '@gemel/protocol';
import type { Sending } from './view.ts';

export interface Lease {
  /** Trusts until `lengthMs` after the sending; a shorter trust than the present one changes nothing. */
  renew(sending: Sending, lengthMs: number): void;
  end(): void;
  /**
   * Whether the lease stands at this monotonic time. A wall clock that is behind the sending or ahead of the lease ends it
   * for good: the monotonic clock may have stood still while the machine slept.
   */
  standsAt(monotonicMs: number): boolean;
  /** Milliseconds left by the monotonic clock. */
  leftMsAt(monotonicMs: number): number;
}

export function createLease(clock: Clock): Lease {
  let endMs = Number.NEGATIVE_INFINITY;
  let wallStartMs = 0;
  let wallEndMs = 0;

  function end(): void {
    endMs = Number.NEGATIVE_INFINITY;
  }

  function standsAt(monotonicMs: number): boolean {
    if (monotonicMs >= endMs) return false;
    const wallMs = clock.wallMs();
    if (wallMs >= wallStartMs && wallMs < wallEndMs) return true;
    end();
    return false;
  }

  return {
    renew(sending, lengthMs) {
      if (sending.monotonicMs + lengthMs <= endMs) return;
      endMs = sending.monotonicMs + lengthMs;
      wallStartMs = sending.wallMs;
      wallEndMs = sending.wallMs + lengthMs;
    },
    end,
    standsAt,
    leftMsAt: (monotonicMs) => (standsAt(monotonicMs) ? endMs - monotonicMs : 0),
  };
}
