/** Counts what the engine tells of while it works. */
import type { Gemel, GemelEvents } from 'gemel';
import { createLabelledCounter, type LabelledCounter } from './labelled-counter.ts';

export interface EngineCounts {
  readonly sessionsStarted: LabelledCounter;
  readonly refreshes: LabelledCounter;
  readonly reuses: LabelledCounter;
  readonly revocations: LabelledCounter;
  readonly refusals: LabelledCounter;
  readonly keyEvents: LabelledCounter;
  readonly faults: LabelledCounter;
  /** Stops counting. */
  stop(): void;
}

export function countEngineEvents(gemel: Pick<Gemel, 'on'>): EngineCounts {
  const zero = [{}];
  const sessionsStarted = createLabelledCounter(zero);
  const refreshes = createLabelledCounter(zero);
  const reuses = createLabelledCounter(zero);
  const revocations = createLabelledCounter();
  const refusals = createLabelledCounter();
  const keyEvents = createLabelledCounter([{ event: 'rotated' }, { event: 'retired' }]);
  const faults = createLabelledCounter(['store_unavailable', 'feed_unavailable'].map((code) => ({ code })));
  const count = <Name extends keyof GemelEvents>(
    name: Name,
    counter: LabelledCounter,
    labelsOf: (detail: GemelEvents[Name]) => Readonly<Record<string, string>> = () => ({}),
  ): (() => void) => gemel.on(name, (detail) => counter.add(labelsOf(detail)));

  const stops = [
    count('session.started', sessionsStarted),
    count('session.refreshed', refreshes),
    count('refresh.reused', reuses),
    count('session.revoked', revocations, ({ reason }) => ({ reason })),
    count('credential.refused', refusals, ({ code }) => ({ code })),
    count('key.rotated', keyEvents, () => ({ event: 'rotated' })),
    count('key.retired', keyEvents, () => ({ event: 'retired' })),
    count('fault', faults, ({ error }) => ({ code: error.code })),
  ];
  return {
    sessionsStarted,
    refreshes,
    reuses,
    revocations,
    refusals,
    keyEvents,
    faults,
    stop: () => stops.forEach((stop) => stop()),
  };
}
