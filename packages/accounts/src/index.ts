/** Accounts with e-mail address and password, for applications that keep their sessions with Gemel. */
export type { Account, AccountRecord, PendingEnd } from './account.ts';
export type { AccountStore, Attempt, Failures } from './account-store.ts';
export type { Accounts, ChangePassword, Grants, SignIn, SignUp } from './accounts.ts';
export { createAccounts } from './create-accounts.ts';
export { createAccountEndpoints } from './endpoints/create-account-endpoints.ts';
export type { EmailAddress } from './email/parse-email.ts';
export { parseEmail } from './email/parse-email.ts';
export type { HashingLoad } from './hashing/password-hasher.ts';
export type { AccountsOptions } from './options.ts';
export { accountDefaults } from './options.ts';
