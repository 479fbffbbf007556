/** `@gemel/accounts/testing`: the contract of account stores. */
export type { AccountStoreCase } from './account-store-case.ts';
export { accountStoreContract } from './account-store-contract.ts';
export { anAccount } from './an-account.ts';
export { anAuditEntry } from './an-audit-entry.ts';
