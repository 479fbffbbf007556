/** Wrong options are refused when accounts are built, all of them at once. */
import { availableParallelism } from 'node:os';
import { GemelError } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import { describe, expect, it } from 'vitest';
import { accountDefaults, type AccountsOptions, createAccounts } from '../src/index.ts';
import { resolveAccountsOptions } from '../src/resolve-accounts-options.ts';
import { createMemoryAccountStore } from '../src/stores/memory/index.ts';
import { adasEmail, aWorld, otherPassword, password } from './a-world.ts';
import { codeOf } from './support.ts';

const gemel = { startSession: async () => undefined, options: { issuer: 'https://app.example' } } as unknown as Gemel; // only looked at
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
      throttling: { freeFailures: 5, maxFailures: 100, firstDelay: 1, longestDelay: 3600 },
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
      throttling: { maxFailures: 101, firstDelay: Number.NaN, longestDelay: Infinity, freeFailures: 0 },
      clock: {},
    });
    expect(problems).toHaveLength(18);
    for (const problem of problems) expect(problem).toMatch(/ is missing|must be|is not an option|is too short/);
  });

  it.each([[undefined], [null], ['text'], [7]])('that are %j are refused', (options) => {
    expect(problemsOf(options)).toHaveLength(1);
  });

  it.each([['passwords'], ['hashing'], ['throttling']])('refuse a topic %s that is no object', (topic) => {
    expect(problemsOf({ gemel, store, [topic]: 7 })).toEqual([expect.stringContaining(`${topic} must be an object`)]);
  });

  it('take a list of peppers, none of them short', () => {
    const long = 'p'.repeat(32);
    expect(resolveAccountsOptions({ gemel, store, hashing: { pepper: long } }).hashing.peppers).toEqual([long]);
    expect(resolveAccountsOptions({ gemel, store, hashing: { pepper: [long, `${long}2`] } }).hashing.peppers).toHaveLength(2);
    for (const pepper of [[], [long, 'short'], 7]) expect(problemsOf({ gemel, store, hashing: { pepper } })).toHaveLength(1);
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
      const { sessionToken, principal } = await accounts.signIn({ email: adasEmail, password });
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
