/** `gemel/stores/memory`: the store of one process, gone when it ends. */
export { createMemoryStore, type MemoryStoreOptions } from './create-memory-store.ts';
export type { Sleep } from './memory-log.ts';
