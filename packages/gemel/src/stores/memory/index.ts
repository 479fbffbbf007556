/** `gemel/stores/memory`: the store of one process, gone when it ends. */
export { createMemoryStore, type MemoryStoreOptions } from './create-memory-store.ts';
