/** An engine and accounts on memory stores, with cheap hashing, a clock that the test sets, and a trace of what was called. */
import { randomBytes } from 'node:crypto';
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import type { AccountStore } from '../src/account-store.ts';
import type { Account } from '../src/account.ts';
import type { Accounts, SignIn } from '../src/accounts.ts';
import type { SignedIn } from '../src/sign-in/sign-in-result.ts';
import { assembleAccounts } from '../src/create-accounts.ts';
import { createAuditLog } from '../src/audit/create-audit-log.ts';
import { createChallenges } from '../src/challenges/challenges.ts';
import { createImportedCosts } from '../src/hashing/imported/imported-costs.ts';
import { createPasswordHasher, type PasswordHasher } from '../src/hashing/password-hasher.ts';
import type { OnAccountDeleted } from '../src/leaving/on-account-deleted.ts';
import { accountDefaults, type AccountsOptions, type HashingOptions, type SuspicionNotices } from '../src/options.ts';
import { systemSleep } from '../src/mail/system-sleep.ts';
import { createPasswordCheck } from '../src/passwords/check-password.ts';
import { loadCommonPasswords } from '../src/passwords/common-passwords.ts';
import { resolveAccountsOptions } from '../src/resolve-accounts-options.ts';
import { createProviderBook } from '../src/providers/provider-book.ts';
import { createMemoryAccountStore } from '../src/stores/memory/index.ts';
import { createDeclareRoles } from '../src/roles/declare-roles.ts';
import { createReadRoles } from '../src/roles/role-book.ts';
import { createRequestLimits } from '../src/limits/request-limits.ts';
import { createThrottle } from '../src/limits/throttle.ts';
import { aMailbox, type Mailbox } from './mail/a-mailbox.ts';
import { present } from './support.ts';

export const issuer = 'https://app.example';
export const cookieName = '__Host-Http-gemel';
export const password = 'three lamps over water';
export const otherPassword = 'seven kites under snow';
export const adasEmail = 'ada@example.com';

export interface World {
  readonly gemel: Gemel;
  readonly store: AccountStore;
  readonly accounts: Accounts;
  /** `store.findByEmail`, `limits.spend`, `hasher.verify`, …, in order. */
  readonly trace: string[];
  /** Seconds, as throttling sees them. */
  readonly clock: { seconds: number };
  /** What accounts have posted, where the world has mail. */
  readonly mailbox: Mailbox;
  /** Signs up and returns the account. */
  signUp(email?: string): Promise<Account>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly hashing?: Partial<HashingOptions>;
  readonly throttling?: AccountsOptions['throttling'];
  readonly gemel?: Partial<Parameters<typeof createGemel>[0]>;
  readonly hasMail?: boolean;
  readonly requiresVerifiedEmail?: boolean;
  readonly hasSignInLinks?: boolean;
  readonly notices?: SuspicionNotices;
  readonly roles?: AccountsOptions['roles'];
  readonly builtInRoles?: AccountsOptions['builtInRoles'];
  readonly secondFactor?: AccountsOptions['secondFactor'];
  /** An account store with something in it already. */
  readonly store?: AccountStore;
  readonly passkeys?: AccountsOptions['passkeys'];
  readonly onAccountDeleted?: OnAccountDeleted;
  readonly providers?: AccountsOptions['providers'];
  readonly linking?: AccountsOptions['linking'];
  /** Runs before each call, by its name in the trace; may wait. */
  readonly before?: (name: string) => Promise<void>;
}

export const cheapHashing = { memoryKiB: 64, passes: 1 } as const;

/** Signs in where no second factor is needed. */
export async function signIn(accounts: Accounts, given: SignIn): Promise<SignedIn> {
  const result = await accounts.signIn(given);
  if (result.status !== 'signed_in') throw new Error(`a second factor is needed: ${result.factors.join(', ')}`);
  return result;
}

export async function aWorld(given: WorldOptions = {}): Promise<World> {
  const trace: string[] = [];
  const clock = { seconds: 1_800_000_000 };
  const now = (): number => clock.seconds;
  const randomText = (byteLength: number): string => randomBytes(byteLength).toString('base64url');
  const sessions = createMemoryStore();
  const realGemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: sessions, ...given.gemel });
  const realStore = given.store ?? createMemoryAccountStore();
  const { passwords, hashing, throttling, passkeys, providers, linking, secondFactor } = resolveAccountsOptions({
    gemel: realGemel,
    store: realStore,
    hashing: cheapHashing,
    ...(given.throttling === undefined ? {} : { throttling: given.throttling }),
    ...(given.passkeys === undefined ? {} : { passkeys: given.passkeys }),
    ...(given.providers === undefined ? {} : { providers: given.providers }),
    ...(given.linking === undefined ? {} : { linking: given.linking }),
    ...(given.secondFactor === undefined ? {} : { secondFactor: given.secondFactor }),
  });
  const traced = <T extends object>(name: string, target: T): T => withTrace(target, name, trace, given.before);
  const gemel = traced('gemel', realGemel);
  const store = traced('store', {
    ...realStore,
    limits: traced('limits', realStore.limits),
    apiKeys: traced('apiKeys', realStore.apiKeys),
  });
  const importedCosts = createImportedCosts({ nextImportedHash: (after) => realStore.nextImportedHash(after), now });
  const hasher: PasswordHasher = traced('hasher', createPasswordHasher({ ...hashing, ...given.hashing }, { randomBytes, importedCosts }));
  const audit = createAuditLog({ store: realStore.audit, keepFor: 86_400, onFault: () => undefined, now, randomText, sleep: systemSleep });
  const mailbox = aMailbox();
  const accounts = assembleAccounts({
    gemel,
    store,
    hasher,
    checkPassword: createPasswordCheck(passwords, issuer, loadCommonPasswords),
    throttle: createThrottle(store, throttling, now),
    requestLimits: createRequestLimits(store, throttling, now),
    challenges: createChallenges({ store, now, randomText }),
    mail: given.hasMail === true ? mailbox.mail : undefined,
    secondFactorPolicy: secondFactor.required,
    totpSteps: secondFactor.totpSteps,
    requiresVerifiedEmail: given.requiresVerifiedEmail ?? false,
    notices: given.notices ?? accountDefaults.mail.notices,
    hasSignInLinks: given.hasSignInLinks ?? false,
    onAccountDeleted: given.onAccountDeleted ?? (() => undefined),
    audit,
    passkeySite: passkeys,
    providers: createProviderBook(providers, now),
    mostLinks: linking.mostPerAccount,
    builtInRoles: given.builtInRoles ?? {},
    readRoles: createReadRoles(store.roles, createDeclareRoles({ store: store.roles, audit }, given.roles), given.builtInRoles),
    now,
    randomText,
  });
  return {
    gemel: realGemel,
    store: realStore,
    accounts,
    trace,
    clock,
    mailbox,
    signUp: async (email = adasEmail) => {
      await accounts.signUp({ email, password });
      trace.length = 0;
      return present(await accounts.findByEmail(email).finally(() => (trace.length = 0)));
    },
    stop: async () => {
      await realGemel.close();
      await sessions.close();
    },
  };
}

/** Notes the name of every method of one level that is called. */
function withTrace<T extends object>(target: T, name: string, trace: string[], before?: (name: string) => Promise<void>): T {
  return new Proxy(target, {
    get: (object, member) => {
      const value: unknown = Reflect.get(object, member);
      if (typeof value !== 'function' || typeof member !== 'string') return value;
      return (...values: unknown[]): unknown => {
        const call = `${name}.${member}`;
        trace.push(call);
        const run = (): unknown => Reflect.apply(value, object, values);
        return before === undefined || synchronous.has(call) ? run() : before(call).then(run);
      };
    },
  });
}

const synchronous: ReadonlySet<string> = new Set(['hasher.checkRoom', 'hasher.isOutdated', 'hasher.load', 'gemel.on']);
