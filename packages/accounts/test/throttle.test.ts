/** Failures slow a guesser down, wherever the guesses come from, and the owner as little as can be. */
import { afterEach, describe, expect, it } from 'vitest';
import { createSqliteAccountStore, migrateSqliteAccountStore } from '../src/stores/sqlite/index.ts';
import { isSameNetwork } from '../src/throttle.ts';
import { adasEmail, aWorld, otherPassword, password, type World, type WorldOptions } from './a-world.ts';
import { aSqliteFile } from './stores/open-sqlite.ts';
import { codeOf } from './support.ts';

const worlds: World[] = [];
async function world(options?: WorldOptions): Promise<World> {
  const made = await aWorld(options);
  worlds.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((one) => one.stop()));
});

const from = (address: string) => ({ client: { address } });
const guess = ({ accounts }: World, address: string, email: string = adasEmail) =>
  codeOf(accounts.signIn({ email, password: otherPassword, ...from(address) }));
const guesses = async (made: World, count: number, address: string, email?: string): Promise<readonly string[]> => {
  const codes: string[] = [];
  for (let index = 0; index < count; index++) codes.push(await guess(made, address, email));
  return codes;
};

describe('failed sign-ins', () => {
  it('wait after five from one address, the more the longer (6.3.1)', async () => {
    const made = await world();
    await made.signUp();
    expect(new Set(await guesses(made, 5, '192.0.2.1'))).toEqual(new Set(['sign_in_failed']));
    const waits: number[] = [];
    for (let round = 0; round < 14; round++) {
      const start = made.clock.seconds;
      while ((await guess(made, '192.0.2.1')) === 'sign_in_throttled') made.clock.seconds += 1;
      waits.push(made.clock.seconds - start);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]);
  });

  it('of an unknown address wait alike (6.3.8)', async () => {
    const made = await world();
    await made.signUp();
    for (const email of [adasEmail, 'nobody@example.com', 'no address']) {
      expect(await guesses(made, 7, '192.0.2.1', email)).toEqual([
        ...Array.from({ length: 5 }, () => 'sign_in_failed'),
        'sign_in_throttled',
        'sign_in_throttled',
      ]);
    }
  });

  it('refuse the right password as well while they wait, and cost no hashing', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 5, '192.0.2.1');
    made.trace.length = 0;
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password, ...from('192.0.2.1') }))).toBe('sign_in_throttled');
    expect(made.trace).not.toContain('hasher.verify');
  });

  it('do not keep the owner out who comes from elsewhere', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 7, '192.0.2.1');
    await expect(made.accounts.signIn({ email: adasEmail, password, ...from('198.51.100.7') })).resolves.toBeDefined();
  });

  it('are forgotten after a success', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 4, '192.0.2.1');
    await made.accounts.signIn({ email: adasEmail, password, ...from('192.0.2.1') });
    expect(new Set(await guesses(made, 5, '192.0.2.1'))).toEqual(new Set(['sign_in_failed']));
  });

  it('are forgotten after twice the longest wait', async () => {
    const made = await world();
    await made.signUp();
    await guesses(made, 6, '192.0.2.1');
    made.clock.seconds += 7201;
    expect(new Set(await guesses(made, 5, '192.0.2.1'))).toEqual(new Set(['sign_in_failed']));
    expect(made.trace).toContain('store.deleteFailures');
  });

  it('from a hundred addresses wait too: no more than 100 in a row are judged (NIST SP 800-63B-4, 3.2.2)', async () => {
    const made = await world();
    await made.signUp();
    const codes: string[] = [];
    for (let index = 0; index < 120; index++) codes.push(await guess(made, `192.0.2.${index}`));
    expect(codes.filter((code) => code === 'sign_in_failed')).toHaveLength(100);
    expect(codes.slice(100).every((code) => code === 'sign_in_throttled')).toBe(true);
  });

  it('from everywhere do not keep the owner out who has a session at this address', async () => {
    const made = await world({ throttling: { maxFailures: 20 } });
    await made.signUp();
    await made.accounts.signIn({ email: adasEmail, password, ...from('2001:db8:1:2::7') });
    for (let index = 0; index < 25; index++) await guess(made, `192.0.2.${index}`);
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password, ...from('198.51.100.7') }))).toBe('sign_in_throttled');
    await expect(made.accounts.signIn({ email: adasEmail, password, ...from('2001:db8:1:2:ffff::1') })).resolves.toBeDefined();
  });

  it('from that address are still counted for it', async () => {
    const made = await world({ throttling: { maxFailures: 20 } });
    await made.signUp();
    await made.accounts.signIn({ email: adasEmail, password, ...from('198.51.100.7') });
    for (let index = 0; index < 25; index++) await guess(made, `192.0.2.${index}`);
    expect(await guesses(made, 6, '198.51.100.7')).toEqual([...Array.from({ length: 5 }, () => 'sign_in_failed'), 'sign_in_throttled']);
  });

  it('from that address, all at once, are counted as well', async () => {
    const made = await world({ throttling: { maxFailures: 20 } });
    await made.signUp();
    await made.accounts.signIn({ email: adasEmail, password, ...from('198.51.100.7') });
    for (let index = 0; index < 25; index++) await guess(made, `192.0.2.${index}`);
    const codes = await Promise.all(Array.from({ length: 40 }, () => guess(made, '198.51.100.7')));
    expect(codes.filter((code) => code === 'sign_in_failed')).toHaveLength(5);
  });

  it('at once are no more than five either', async () => {
    const made = await world();
    await made.signUp();
    const codes = await Promise.all(Array.from({ length: 40 }, () => guess(made, '192.0.2.1')));
    expect(codes.filter((code) => code === 'sign_in_failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'sign_in_throttled')).toHaveLength(35);
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
      await guesses(one, 5, '192.0.2.1');
      expect(await guess(other, '192.0.2.1')).toBe('sign_in_throttled');
    } finally {
      await file.remove();
    }
  });
});

describe('two client addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['2001:db8:1:2::1', '2001:DB8:1:2:aaaa:bbbb:cccc:dddd', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:ffff::', true],
    ['::1', '::2', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('%s and %s are one network: %s', (left, right, isSame) => {
    expect(isSameNetwork(left, right)).toBe(isSame);
  });
});
