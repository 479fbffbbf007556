/** Puts accounts together: options, hashing, password rules, throttling and the engine. */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { accountOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { createAdministration } from './administer-accounts.ts';
import { createChangePassword } from './change-password.ts';
import { parseEmail } from './email/parse-email.ts';
import { createPasswordHasher } from './hashing/password-hasher.ts';
import type { AccountsOptions } from './options.ts';
import type { AccountParts } from './parts.ts';
import { createPasswordCheck } from './passwords/check-password.ts';
import { loadCommonPasswords } from './passwords/common-passwords.ts';
import { resolveAccountsOptions } from './resolve-accounts-options.ts';
import { createSignIn } from './sign-in.ts';
import { createSignUp } from './sign-up.ts';
import { createThrottle } from './throttle.ts';

/**
 * Builds accounts with e-mail address and password over an engine and a store.
 *
 * @throws GemelError `options_invalid`, naming everything that is wrong
 * @example
 * const accounts = createAccounts({ gemel, store: createMemoryAccountStore() });
 * await accounts.signUp({ email: 'ada@example.com', password: 'three lamps over water' });
 * const { sessionToken } = await accounts.signIn({ email: 'ada@example.com', password: 'three lamps over water' });
 */
export function createAccounts(options: AccountsOptions): Accounts {
  const { passwords, hashing, throttling } = resolveAccountsOptions(options);
  const { gemel, store } = options;
  const clock = options.clock ?? { monotonicMs: () => performance.now(), wallMs: () => Date.now() };
  return assembleAccounts({
    gemel,
    store,
    hasher: createPasswordHasher(hashing, randomBytes),
    checkPassword: createPasswordCheck(passwords, gemel.options.issuer, loadCommonPasswords),
    throttle: createThrottle(store, throttling, clock),
    clock,
    randomText: (byteLength) => randomBytes(byteLength).toString('base64url'),
  });
}

/** Builds accounts from parts; tests put their own in. */
export function assembleAccounts(parts: AccountParts): Accounts {
  const { store } = parts;
  return {
    signUp: createSignUp(parts),
    signIn: createSignIn(parts),
    changePassword: createChangePassword(parts),
    ...createAdministration(parts),
    findByEmail: async (email) => {
      const address = parseEmail(email);
      const record = address && (await store.findByEmail(address.email));
      return record && accountOf(record);
    },
    findBySubject: async (subject) => {
      const record = await store.findById(subject);
      return record && accountOf(record);
    },
    hashing: () => parts.hasher.load(),
    close: () => store.close(),
  };
}
