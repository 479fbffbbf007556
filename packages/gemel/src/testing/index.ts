/** `gemel/testing`: what tests of a store, an adapter or an application of Gemel are built from. */
export { aSessionRecord } from './a-session-record.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { type StoreCase, storeContract, type StoreHarness } from './store-contract.ts';
export { createTestRuntime } from './test-runtime.ts';
export type { Runtime, SigningKey } from '../core/ports/runtime.ts';
