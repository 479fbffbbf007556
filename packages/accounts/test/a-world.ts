/** An engine and accounts on memory stores, with cheap hashing, a clock that the test sets, and a trace of what was called. */
import { randomBytes } from 'node:crypto';
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import type { AccountStore } from '../src/account-store.ts';
import type { Account } from '../src/account.ts';
import type { Accounts } from '../src/accounts.ts';
import { assembleAccounts } from '../src/create-accounts.ts';
import { createPasswordHasher, type PasswordHasher } from '../src/hashing/password-hasher.ts';
import { type AccountsOptions, type HashingOptions } from '../src/options.ts';
import { createPasswordCheck } from '../src/passwords/check-password.ts';
import { loadCommonPasswords } from '../src/passwords/common-passwords.ts';
import { resolveAccountsOptions } from '../src/resolve-accounts-options.ts';
import { createMemoryAccountStore } from '../src/stores/memory/index.ts';
import { createThrottle } from '../src/throttle.ts';
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
  /** `store.findByEmail`, `hasher.verify`, …, in order. */
  readonly trace: string[];
  /** Seconds, as throttling sees them. */
  readonly clock: { seconds: number };
  /** Signs up and returns the account. */
  signUp(email?: string): Promise<Account>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly hashing?: Partial<HashingOptions>;
  readonly throttling?: AccountsOptions['throttling'];
  readonly gemel?: Partial<Parameters<typeof createGemel>[0]>;
  /** An account store with something in it already. */
  readonly store?: AccountStore;
  /** Runs before each call, by its name in the trace; may wait. */
  readonly before?: (name: string) => Promise<void>;
}

export const cheapHashing = { memoryKiB: 64, passes: 1 } as const;

export async function aWorld(given: WorldOptions = {}): Promise<World> {
  const trace: string[] = [];
  const clock = { seconds: 1_800_000_000 };
  const accountsClock = { monotonicMs: () => clock.seconds * 1000, wallMs: () => clock.seconds * 1000 };
  const sessions = createMemoryStore();
  const realGemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: sessions, ...given.gemel });
  const realStore = given.store ?? createMemoryAccountStore();
  const { passwords, hashing, throttling } = resolveAccountsOptions({
    gemel: realGemel,
    store: realStore,
    hashing: cheapHashing,
    ...(given.throttling === undefined ? {} : { throttling: given.throttling }),
  });
  const traced = <T extends object>(name: string, target: T): T => withTrace(target, name, trace, given.before);
  const gemel = traced('gemel', realGemel);
  const store = traced('store', realStore);
  const hasher: PasswordHasher = traced('hasher', createPasswordHasher({ ...hashing, ...given.hashing }, randomBytes));
  const accounts = assembleAccounts({
    gemel,
    store,
    hasher,
    checkPassword: createPasswordCheck(passwords, issuer, loadCommonPasswords),
    throttle: createThrottle(store, throttling, accountsClock),
    clock: accountsClock,
    randomText: (byteLength) => randomBytes(byteLength).toString('base64url'),
  });
  return {
    gemel: realGemel,
    store: realStore,
    accounts,
    trace,
    clock,
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

const synchronous: ReadonlySet<string> = new Set(['hasher.isOutdated', 'hasher.load', 'gemel.on']);
