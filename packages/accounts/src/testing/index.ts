/** `@gemel/accounts/testing`: the contract of account stores. */
export { accountStoreContract, type AccountStoreCase, anAccount } from './account-store-contract.ts';
