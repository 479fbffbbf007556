/** Wrong options are refused when accounts are built, all of them at once. */
import { availableParallelism } from 'node:os';
import { GemelError } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import { describe, expect, it } from 'vitest';
import { accountDefaults, type AccountsOptions, createAccounts } from '../src/index.ts';
import { resolveAccountsOptions } from '../src/resolve-accounts-options.ts';
import { createMemoryAccountStore } from '../src/stores/memory/index.ts';
import { adasEmail, aWorld, otherPassword, password, signIn } from './a-world.ts';
import { codeOf } from './support.ts';

const gemel = {
  startSession: async () => undefined,
  engineTime: () => 0,
  on: () => () => undefined,
  options: { issuer: 'https://app.example' },
} as unknown as Gemel; // only looked at
const store = createMemoryAccountStore();
const problemsOf = (options: unknown): readonly unknown[] => {
  try {
    createAccounts(options as AccountsOptions);
    return [];
  } catch (error) {
    if (!(error instanceof GemelError) || error.code !== 'options_invalid' || !Array.isArray(error.cause)) throw error;
    return error.cause;
  }
};

describe('the options of accounts', () => {
  it('have the defaults of one table (6.2.1, 11.4.2)', () => {
    const cores = availableParallelism();
    expect(resolveAccountsOptions({ gemel, store })).toEqual({
      passwords: { minLength: 15, maxLength: 256, contextWords: [] },
      hashing: { memoryKiB: 19_456, passes: 2, parallelism: 1, concurrency: cores, maxQueue: 32 * cores, peppers: [] },
      throttling: {
        pair: { burst: 10, interval: 900 },
        account: { burst: 30, interval: 1800 },
        inARow: { burst: 100, interval: 25_920 },
        address: { burst: 100, interval: 60 },
        network: { burst: 300, interval: 10 },
        signUps: { burst: 100, interval: 60 },
        passkeys: { burst: 100, interval: 1 },
        providers: { burst: 100, interval: 1 },
      },
      secondFactor: { required: 'never', totpSteps: 3 },
      audit: { keepFor: 31_536_000, onFault: expect.any(Function) },
      passkeys: { rpId: 'app.example', origins: ['https://app.example'], service: 'app.example', unsealed: 'refuse', isAvailable: true },
      leaving: { onAccountDeleted: expect.any(Function) },
      providers: [],
      linking: { mostPerAccount: 20 },
      builtInRoles: {},
    });
    expect(accountDefaults.passwords.minLength).toBe(15);
  });

  it('count as left out where they are undefined', () => {
    expect(problemsOf({ gemel, store, passwords: undefined, hashing: { memoryKiB: undefined, pepper: undefined } })).toEqual([]);
  });

  it('are all named at once, each with what to write', () => {
    const problems = problemsOf({
      store: {},
      password: {},
      passwords: { minLength: 7, maxLength: 63, contextWords: ['', 7], minimum: 3 },
      hashing: { memoryKiB: 1, passes: 0.5, parallelism: '1', concurrency: 0, maxQueue: -1, pepper: 'short' },
      throttling: {
        inARow: { burst: 101, interval: 60 },
        pair: { burst: 0, interval: 60 },
        account: { burst: 10, interval: Number.NaN },
        address: { burst: 10, interval: 60, every: 7 },
        network: { burst: 10 },
      },
      secondFactor: { required: { roles: [] }, totpSteps: 2 },
      audit: { keepFor: 86_399, onFault: 7, keepFrom: 0 },
      passkeys: { rpId: 'other.example', origins: ['https://app.example/'], service: '', unsealed: 'accept' },
      leaving: { onAccountDeleted: {}, onDeleted: 1 },
      linking: { mostPerAccount: 0, most: 1 },
      providers: {
        Bad: 7,
        one: {
          issuer: 'http://id.example',
          clientId: '',
          clientSecret: 7,
          label: '',
          scopes: ['email'],
          trustsEmail: 1,
          maxAge: -1,
          secret: '',
        },
      },
      clock: {},
    });
    expect(problems).toHaveLength(42);
    for (const problem of problems) expect(problem).toMatch(/ is missing|must be|is not an option|is too short/);
  });

  it.each([[undefined], [null], ['text'], [7]])('that are %j are refused', (options) => {
    expect(problemsOf(options)).toHaveLength(1);
  });

  it.each([['passwords'], ['hashing'], ['throttling'], ['mail'], ['audit'], ['passkeys'], ['leaving'], ['linking']])(
    'refuse a topic %s that is no object',
    (topic) => {
      expect(problemsOf({ gemel, store, [topic]: 7 })).toEqual([expect.stringContaining(`${topic} must be an object`)]);
    },
  );

  it('take a list of peppers, none of them short', () => {
    const long = 'p'.repeat(32);
    expect(resolveAccountsOptions({ gemel, store, hashing: { pepper: long } }).hashing.peppers).toEqual([long]);
    expect(resolveAccountsOptions({ gemel, store, hashing: { pepper: [long, `${long}2`] } }).hashing.peppers).toHaveLength(2);
    for (const pepper of [[], [long, 'short'], 7]) expect(problemsOf({ gemel, store, hashing: { pepper } })).toHaveLength(1);
  });

  it('take mail with as little as a function, and refuse what could not be sent or would lead elsewhere', () => {
    const send = async (): Promise<void> => undefined;
    const head = resolveAccountsOptions({ gemel, store, mail: { send } }).mail?.head;
    expect(head).toMatchObject({ service: 'app.example', from: undefined, texts: { language: 'en' }, pages: { account: '/account' } });
    for (const from of ['login@example.com', 'Orders <login@example.com>'])
      expect(problemsOf({ gemel, store, mail: { send, from } })).toEqual([]);
    const wrong: readonly (readonly [string, object])[] = [
      ['mail.send', { send: undefined }],
      ['mail.from', { from: 'nobody' }],
      ['mail.from', { from: 'Orders <login@example.com>\r\nBcc: eve@example.com' }],
      ['mail.from', { from: 'a@example.com, b@example.com' }],
      ['mail.service', { service: 'Orders\r\nBcc: eve@example.com' }],
      ['mail.service', { service: ' ' }],
      ['mail.texts', { texts: { letters: {} } }],
      ['mail.texts', { texts: 7 }],
      ['mail.pages.verifyEmail', { pages: { verifyEmail: 'https://evil.example' } }],
      ['mail.pages.verifyEmail', { pages: { verifyEmail: '//evil.example' } }],
      ['mail.pages.verifyEmail', { pages: { verifyEmail: '@evil.example' } }],
      ['mail.pages.verifyEmail', { pages: { verifyEmail: '/a/../b' } }],
      ['mail.pages.verifyEmail', { pages: { verifyEmail: null } }],
      ['mail.pages.verify', { pages: { verify: '/verify' } }],
      ['mail.onFailed', { onFailed: 7 }],
      ['mail.sender', { sender: 'x' }],
    ];
    for (const [name, mail] of wrong)
      expect(problemsOf({ gemel, store, mail: { send, ...mail } }), JSON.stringify(mail)).toEqual([expect.stringContaining(name)]);
    expect(problemsOf({ gemel, store, mail: { send, pages: { account: null } } })).toEqual([]);
  });

  it('never show a pepper in the message', () => {
    expect(String(problemsOf({ gemel, store, hashing: { pepper: 'hunter2' } })[0])).not.toContain('hunter2');
  });
});

describe('createAccounts', () => {
  it('signs up, signs in and refuses, at the real parameters', async () => {
    const world = await aWorld();
    try {
      const accounts = createAccounts({ gemel: world.gemel, store: world.store });
      await accounts.signUp({ email: adasEmail, password });
      const { sessionToken, principal } = await signIn(accounts, { email: adasEmail, password });
      expect(sessionToken).toBeDefined();
      expect((await accounts.findByEmail(adasEmail))?.subject).toBe(principal.subject);
      expect((await world.store.findByEmail(adasEmail))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(await codeOf(accounts.signIn({ email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
      expect(accounts.hashing()).toMatchObject({ running: 0, waiting: 0 });
      await accounts.close();
    } finally {
      await world.stop();
    }
  });
});
