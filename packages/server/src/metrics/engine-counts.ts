/** Counts what the engine tells of by what it was, beyond what the engine counts itself. */
import type { Gemel, GemelEvents } from 'gemel';
import { createLabelledCounter, type LabelledCounter } from './labelled-counter.ts';

export interface EngineCounts {
  readonly revocations: LabelledCounter;
  readonly keyEvents: LabelledCounter;
  readonly faults: LabelledCounter;
  /** Stops counting. */
  stop(): void;
}

export function countEngineEvents(gemel: Pick<Gemel, 'on'>): EngineCounts {
  const revocations = createLabelledCounter(['signed_out', 'revoked', 'refresh_token_reused'].map((reason) => ({ reason })));
  const keyEvents = createLabelledCounter([{ event: 'rotated' }, { event: 'retired' }]);
  const faults = createLabelledCounter(['store_unavailable', 'feed_unavailable'].map((code) => ({ code })));
  const count = <Name extends keyof GemelEvents>(
    name: Name,
    counter: LabelledCounter,
    labelsOf: (detail: GemelEvents[Name]) => Readonly<Record<string, string>>,
  ): (() => void) => gemel.on(name, (detail) => counter.add(labelsOf(detail)));

  const stops = [
    count('session.revoked', revocations, ({ reason }) => ({ reason })),
    count('key.rotated', keyEvents, () => ({ event: 'rotated' })),
    count('key.retired', keyEvents, () => ({ event: 'retired' })),
    count('fault', faults, ({ error }) => ({ code: error.code })),
  ];
  return { revocations, keyEvents, faults, stop: () => stops.forEach((stop) => stop()) };
}
