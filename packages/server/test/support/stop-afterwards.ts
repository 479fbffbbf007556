/** Ends what a `beforeAll` has started, also where that did not come to its end: the reason alone is reported then. */
import { afterAll } from 'vitest';

/** To be called in a `describe`; returns what takes each thing to be ended, the last one first. */
export function stopAfterwards(): (stop: () => Promise<unknown>) => void {
  const stops: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const stop of stops) await stop();
  });
  return (stop) => stops.unshift(stop);
}
