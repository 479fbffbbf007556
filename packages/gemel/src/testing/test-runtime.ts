/** The Node.js runtime on a clock that a test moves. */
import type { Runtime } from '../core/ports/runtime.ts';
import { createNodeRuntime } from '../runtime/node-runtime.ts';
import type { ManualClock } from './manual-clock.ts';

/** Real cryptography and randomness; time and timers are the clock's. */
export function createTestRuntime(clock: ManualClock): Runtime {
  return { ...createNodeRuntime(), clock, sleep: clock.sleep };
}
