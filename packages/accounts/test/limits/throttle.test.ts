/** Wrong passwords slow a guesser down, wherever the guesses come from, and the owner as little as can be. */
import { afterEach, describe, expect, it } from 'vitest';
import { GemelError } from '@gemel/protocol';
import { accountDefaults } from '../../src/options.ts';
import { createSqliteAccountStore, migrateSqliteAccountStore } from '../../src/stores/sqlite/index.ts';
import { adasEmail, aWorld, otherPassword, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { aSqliteFile } from '../stores/open-sqlite.ts';
import { codeOf } from '../support.ts';

const worlds: World[] = [];
async function world(options?: WorldOptions): Promise<World> {
  const made = await aWorld(options);
  worlds.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((one) => one.stop()));
});

const day = 86_400;
const { pair, account, inARow, address, network } = accountDefaults.throttling;
const from = (client: string | undefined) => (client === undefined ? {} : { client: { address: client } });
const guess = ({ accounts }: World, client: string | undefined, email: string = adasEmail) =>
  codeOf(accounts.signIn({ email, password: otherPassword, ...from(client) }));
const refusals = (codes: readonly string[]): number => codes.filter((code) => code === 'sign_in_throttled').length;
const judged = (codes: readonly string[]): number => codes.filter((code) => code === 'sign_in_failed').length;

/** One after another, each from where `clientOf` says. */
async function guesses(made: World, count: number, clientOf: (index: number) => string | undefined, email?: string) {
  const codes: string[] = [];
  for (let index = 0; index < count; index++) codes.push(await guess(made, clientOf(index), email));
  return codes;
}

async function retryAfterOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof GemelError ? Reflect.get(Object(error.cause), 'retryAfter') : error;
}

describe('wrong passwords of one account from one address', () => {
  const here = (): string => '192.0.2.1';

  it('are ten at once and one for each quarter of an hour; the refusal says when to come again (6.3.1)', async () => {
    const made = await world();
    await made.signUp();
    expect(judged(await guesses(made, 10, here))).toBe(10);
    expect(await retryAfterOf(made.accounts.signIn({ email: adasEmail, password, ...from('192.0.2.1') }))).toBeCloseTo(900, 3);
    made.clock.seconds += 899;
    expect(await guess(made, '192.0.2.1')).toBe('sign_in_throttled');
    made.clock.seconds += 1;
    expect(await guesses(made, 2, here)).toEqual(['sign_in_failed', 'sign_in_throttled']);
  });

  it('of an unknown address wait alike (6.3.8)', async () => {
    const made = await world();
    await made.signUp();
    for (const email of [adasEmail, 'nobody@example.com', 'no address']) {
      const codes = await guesses(made, 12, here, email);
      expect([judged(codes.slice(0, 10)), refusals(codes.slice(10))]).toEqual([10, 2]);
    }
  });

  it('once spent refuse the right password as well, and cost no hashing (2.4.1)', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 10, here);
    made.trace.length = 0;
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password, ...from('192.0.2.1') }))).toBe('sign_in_throttled');
    expect(made.trace).not.toContain('hasher.verify');
  });

  it('do not keep the owner out who comes from elsewhere', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 12, here);
    await expect(made.accounts.signIn({ email: adasEmail, password, ...from('198.51.100.7') })).resolves.toBeDefined();
  });

  it('do not count right ones', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 9, here);
    for (let round = 0; round < 12; round++) await signIn(made.accounts, { email: adasEmail, password, ...from('192.0.2.1') });
    expect(await guesses(made, 2, here)).toEqual(['sign_in_failed', 'sign_in_throttled']);
  });

  it('at once are no more than ten either (S19)', async () => {
    const made = await world();
    await made.signUp();
    const codes = await Promise.all(Array.from({ length: 64 }, () => guess(made, '192.0.2.1')));
    expect([judged(codes), refusals(codes)]).toEqual([10, 54]);
  });

  it('are a hundred in a row at most, however slowly they come; a right one forgets them (NIST SP 800-63B-4, 3.2.2)', async () => {
    const made = await world({ throttling: { pair: { burst: 1000, interval: 1 }, account: { burst: 1000, interval: 1 } } });
    await made.signUp();
    // Another one does not come back within the hundred: an hour of the in-a-row limit is less than one.
    expect(judged(await guesses(made, 100, here))).toBe(100);
    expect(await guess(made, '192.0.2.1')).toBe('sign_in_throttled');
    made.clock.seconds += inARow.interval;
    await signIn(made.accounts, { email: adasEmail, password, ...from('192.0.2.1') });
    made.clock.seconds += 6000; // that of the address
    expect(judged(await guesses(made, 100, here))).toBe(100);
    expect(await guess(made, '192.0.2.1')).toBe('sign_in_throttled');
  });

  it('are counted for all spellings of the address together, and for one /64 (S18)', async () => {
    const made = await world();
    await made.signUp();
    const spellings = ['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201', '0:0:0:0:0:FFFF:C000:0201'];
    expect(judged(await guesses(made, 40, (index) => spellings[index % 4]))).toBe(10);
    expect(judged(await guesses(made, 40, (index) => `2001:db8:1:2::${index.toString(16)}`, 'grace@example.com'))).toBe(10);
  });
});

describe('wrong passwords of one account from everywhere', () => {
  const elsewhere = (index: number): string => `10.${index >> 8}.${index & 255}.1`;

  it('are thirty at once and two an hour: in no day more than NIST allows in a row', async () => {
    const made = await world();
    await made.signUp();
    expect(judged(await guesses(made, 200, elsewhere))).toBe(30);
    expect(await retryAfterOf(made.accounts.signIn({ email: adasEmail, password, ...from('10.9.9.9') }))).toBeCloseTo(1800, 3);
    let inADay = 30;
    for (let half = 0; half < 48; half++) {
      made.clock.seconds += 1800;
      inADay += judged(await guesses(made, 3, (index) => elsewhere(1000 + half * 3 + index)));
    }
    expect(inADay).toBe(account.burst + day / account.interval);
    expect(inADay).toBeLessThanOrEqual(100);
  });

  it('are a hundred in a row, and then one for each 7.2 hours', async () => {
    const made = await world({ throttling: { account: { burst: 1000, interval: 1 } } });
    await made.signUp();
    expect(judged(await guesses(made, 120, elsewhere))).toBe(100);
    made.clock.seconds += inARow.interval;
    expect(judged(await guesses(made, 3, (index) => elsewhere(500 + index)))).toBe(1);
  });

  it('do not keep the owner out who has a session at this address', async () => {
    const made = await world();
    await made.signUp();
    await signIn(made.accounts, { email: adasEmail, password, ...from('2001:db8:1:2::7') });
    await guesses(made, 35, elsewhere);
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password, ...from('198.51.100.7') }))).toBe('sign_in_throttled');
    await expect(made.accounts.signIn({ email: adasEmail, password, ...from('2001:db8:1:2:ffff::1') })).resolves.toBeDefined();
  });

  it('are still counted for that address, also where all come at once', async () => {
    const made = await world();
    await made.signUp();
    await signIn(made.accounts, { email: adasEmail, password, ...from('198.51.100.7') });
    await guesses(made, 35, elsewhere);
    const codes = await Promise.all(Array.from({ length: 64 }, () => guess(made, '198.51.100.7')));
    expect([judged(codes), refusals(codes)]).toEqual([10, 54]);
  });

  it('are seen by another process on the same database (S19)', async () => {
    const file = await aSqliteFile();
    try {
      migrateSqliteAccountStore(file.connect());
      const [one, other] = [
        await world({ store: createSqliteAccountStore(file.connect()) }),
        await world({ store: createSqliteAccountStore(file.connect()) }),
      ];
      await one.signUp();
      await guesses(one, 30, elsewhere);
      expect(await guess(other, '198.51.100.7')).toBe('sign_in_throttled');
    } finally {
      await file.remove();
    }
  });
});

describe('wrong passwords from one place, for whichever accounts (credential stuffing)', () => {
  const someone = (index: number): string => `person-${index}@example.com`;

  async function stuff(made: World, count: number, clientOf: (index: number) => string | undefined): Promise<number> {
    let tried = 0;
    for (let index = 0; index < count; index++) tried += judged([await guess(made, clientOf(index), someone(index))]);
    return tried;
  }

  it.each([
    ['an IPv4 address', address.burst, () => '192.0.2.1'],
    ['an IPv6 /64', address.burst, (index: number) => `2001:db8:1:2::${index.toString(16)}`],
    ['an IPv4 /24', network.burst, (index: number) => `192.0.2.${index % 256}`],
    ['an IPv6 /48', network.burst, (index: number) => `2001:db8:1:${index.toString(16)}::1`],
    ['no address, which is one place for all (S18)', address.burst, () => undefined],
    ['an address that is none', address.burst, (index: number) => `forged-${index}`],
  ])('are limited from %s: %i at once', async (_place, burst, clientOf) => {
    const made = await world();
    expect(await stuff(made, burst + 20, clientOf)).toBe(burst);
  });

  it('do not keep an owner out who has a session there', async () => {
    const made = await world();
    await made.signUp();
    await signIn(made.accounts, { email: adasEmail, password, ...from('192.0.2.1') });
    await stuff(made, address.burst, () => '192.0.2.1');
    expect(await guess(made, '192.0.2.1', 'grace@example.com')).toBe('sign_in_throttled');
    await expect(made.accounts.signIn({ email: adasEmail, password, ...from('192.0.2.1') })).resolves.toBeDefined();
  });
});

describe('a password that a session is asked for again', () => {
  it("is limited by session: no stranger's guesses count, and its own are ten at once", async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const { session } = await signIn(made.accounts, { email: adasEmail, password });
    await guesses(made, 40, (index) => `10.0.${index}.1`);
    const stepUp = (given: string) =>
      codeOf(made.accounts.stepUp.confirm({ subject, sid: session.sid }, { password: given }), 'stepped up');
    const codes = [];
    for (let index = 0; index < pair.burst - 1; index++) codes.push(await stepUp(otherPassword));
    codes.push(await stepUp(password), await stepUp(otherPassword), await stepUp(password));
    expect(codes.slice(-3)).toEqual(['stepped up', 'sign_in_failed', 'sign_in_throttled']);
  });
});

describe('what was never judged', () => {
  it('is not counted: a full queue takes nothing', async () => {
    const made = await world({ hashing: { concurrency: 1, maxQueue: 0 } });
    await made.signUp();
    const codes = await Promise.all(Array.from({ length: 9 }, () => guess(made, '192.0.2.1')));
    const busy = codes.filter((code) => code === 'hashing_busy').length;
    expect(judged(codes) + busy).toBe(9);
    const more = await guesses(made, busy + 2, () => '192.0.2.1');
    expect([judged(more), refusals(more)]).toEqual([busy + 1, 1]);
  });
});
