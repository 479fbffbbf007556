/** The account store in memory. */
export { createMemoryAccountStore } from './create-memory-account-store.ts';
