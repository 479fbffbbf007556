/** Puts accounts together: options, hashing, password rules, throttling and the engine. */
import { randomBytes } from 'node:crypto';
import { accountOf } from './account.ts';
import { createAccountInvitations } from './account-invitation/account-invitations.ts';
import type { Accounts } from './accounts.ts';
import { createApiKeys } from './api-keys/api-keys.ts';
import { createAdministration } from './administer-accounts.ts';
import { createAuditLog } from './audit/create-audit-log.ts';
import { createAudit } from './audit/search-audit.ts';
import { watchEngine } from './audit/watch-engine.ts';
import { createChallenges } from './challenges/challenges.ts';
import { createChangePassword } from './change-password.ts';
import { createEmailChange } from './email-change/email-change.ts';
import { createEmailVerification } from './email-verification/email-verification.ts';
import { parseEmail } from './email/parse-email.ts';
import { pooledArgon2 } from './hashing/argon2.ts';
import { createHashingThreads } from './hashing/hashing-threads.ts';
import { createImportedCosts } from './hashing/imported/imported-costs.ts';
import { createPasswordHasher } from './hashing/password-hasher.ts';
import { createImportAccounts } from './importing/import-accounts.ts';
import { createImpersonation } from './impersonation/impersonation.ts';
import { createLeaving } from './leaving/leaving.ts';
import { createRequestLimits } from './limits/request-limits.ts';
import { createThrottle } from './limits/throttle.ts';
import { createUseOnce } from './limits/use-once.ts';
import { createListAccounts } from './list-accounts.ts';
import { openMail } from './mail/open-mail.ts';
import { systemSleep } from './mail/system-sleep.ts';
import { accountDefaults, type AccountsOptions } from './options.ts';
import type { AccountParts } from './parts.ts';
import { createPasswordReset } from './password-reset/password-reset.ts';
import { createPasskeys } from './passkeys/passkeys.ts';
import { createProviderBook } from './providers/provider-book.ts';
import { createProviders } from './providers/providers.ts';
import { createPasswordCheck } from './passwords/check-password.ts';
import { loadCommonPasswords } from './passwords/common-passwords.ts';
import { createRecoveryCodes } from './recovery-codes/recovery-codes.ts';
import { resolveAccountsOptions } from './resolve-accounts-options.ts';
import { createDeclareRoles } from './roles/declare-roles.ts';
import { createRoleInvitations } from './roles/role-invitations.ts';
import { createReadRoles } from './roles/role-book.ts';
import { createRoles } from './roles/roles.ts';
import { createSecondFactor } from './second-factor/second-factor.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { createSignInLink } from './sign-in-link/sign-in-link.ts';
import { createSignUp } from './sign-up.ts';
import { createStepUp } from './step-up/step-up.ts';
import { createTotp } from './totp/totp.ts';

/** KiB times passes, about 3 ms: what is less takes hardly longer than to hand it to a thread. */
const leastForThreads = 8192;

/**
 * Builds accounts with e-mail address and password over an engine and a store.
 *
 * @throws GemelError `options_invalid`, naming everything that is wrong
 * @example
 * const accounts = createAccounts({ gemel, store: createMemoryAccountStore() });
 * await accounts.signUp({ email: 'ada@example.com', password: 'three lamps over water' });
 * const signedIn = await accounts.signIn({ email: 'ada@example.com', password: 'three lamps over water' });
 */
export function createAccounts(options: AccountsOptions): Accounts {
  const { passwords, hashing, throttling, mail, secondFactor, roles, builtInRoles, passkeys, providers, ...resolved } =
    resolveAccountsOptions(options);
  const { gemel, store } = options;
  const { clock } = options;
  const now = clock === undefined ? gemel.engineTime : () => clock.wallMs() / 1000;
  const randomText = (byteLength: number): string => randomBytes(byteLength).toString('base64url');
  const audit = createAuditLog({ ...resolved.audit, store: store.audit, now, randomText, sleep: systemSleep });
  return assembleAccounts({
    gemel,
    store,
    hasher: createPasswordHasher(hashing, {
      randomBytes,
      argon2: hashing.memoryKiB * hashing.passes < leastForThreads ? pooledArgon2 : createHashingThreads(hashing.concurrency),
      importedCosts: createImportedCosts({ nextImportedHash: (after) => store.nextImportedHash(after), now }),
    }),
    checkPassword: createPasswordCheck(passwords, gemel.options.issuer, loadCommonPasswords),
    throttle: createThrottle(store, throttling, now),
    requestLimits: createRequestLimits(store, throttling, now),
    challenges: createChallenges({ store, now, randomText }),
    audit,
    passkeySite: passkeys,
    onAccountDeleted: resolved.leaving.onAccountDeleted,
    providers: createProviderBook(providers, now),
    mostLinks: resolved.linking.mostPerAccount,
    readRoles: createReadRoles(store.roles, createDeclareRoles({ store: store.roles, audit }, roles), builtInRoles),
    builtInRoles,
    mail: mail && openMail(mail, { issuer: gemel.options.issuer, randomText }),
    secondFactorPolicy: secondFactor.required,
    totpSteps: secondFactor.totpSteps,
    requiresVerifiedEmail: mail?.requiresVerifiedEmail ?? false,
    hasSignInLinks: mail?.signInLinks ?? false,
    notices: mail?.notices ?? accountDefaults.mail.notices,
    now,
    randomText,
  });
}

/** Builds accounts from parts; tests put their own in. */
export function assembleAccounts(parts: AccountParts): Accounts {
  const { store, gemel, audit, mail } = parts;
  const unwatch = watchEngine(gemel, audit);
  return {
    signUp: createSignUp(parts),
    signIn: createSignIn(parts),
    secondFactor: createSecondFactor(parts),
    stepUp: createStepUp(parts),
    totp: createTotp(parts),
    recoveryCodes: createRecoveryCodes(parts),
    emailVerification: mail && createEmailVerification(parts, mail),
    passwordReset: mail && createPasswordReset(parts, mail),
    accountInvitations: mail && createAccountInvitations(parts, mail),
    emailChange: mail && createEmailChange(parts, mail),
    signInLink: mail && parts.hasSignInLinks ? createSignInLink(parts, mail) : undefined,
    passkeys: createPasskeys(parts),
    leaving: createLeaving(parts),
    providers: createProviders(parts),
    changePassword: createChangePassword(parts),
    ...createAdministration(parts),
    roles: createRoles(parts),
    invitations: createRoleInvitations(parts),
    importAccounts: createImportAccounts(parts),
    impersonation: createImpersonation(parts),
    apiKeys: createApiKeys(parts),
    list: createListAccounts(parts),
    findByEmail: async (email) => {
      const address = parseEmail(email);
      const record = address && (await store.findByEmail(address.email));
      return record && accountOf(record);
    },
    findBySubject: async (subject) => {
      const record = await store.findById(subject);
      return record && accountOf(record);
    },
    findBySubjects: async (subjects) => (await store.findByIds(subjects)).map(accountOf),
    permissionsOf: async (subject) => {
      const record = await store.findById(subject);
      return record && (await parts.readRoles()).grantsOf(record).permissions;
    },
    audit: createAudit(store.audit, audit),
    useOnce: createUseOnce(store, parts.now),
    hashing: () => parts.hasher.load(),
    mail: () => mail?.load(),
    close: async () => {
      await mail?.close();
      unwatch();
      await audit.close();
      await parts.hasher.close();
      await store.close();
    },
  };
}
