/** What costs the server something and asks for no account is limited by place. */
import { GemelError } from '@gemel/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { accountDefaults } from '../../src/options.ts';
import { aWorld, password, type World } from '../a-world.ts';
import { codeOf } from '../support.ts';

const worlds: World[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((one) => one.stop()));
});

const { signUps, passkeys, providers } = accountDefaults.throttling;
const client = (address: string | undefined) => (address === undefined ? {} : { client: { address } });

const requests = [
  {
    what: 'sign-ups',
    limit: signUps,
    ask: ({ accounts }: World, address: string | undefined, index: number) =>
      accounts.signUp({ email: `person-${index}@example.com`, password, ...client(address) }),
  },
  {
    what: "passkeys' challenges",
    limit: passkeys,
    ask: ({ accounts }: World, address: string | undefined) => accounts.passkeys.beginSignIn(client(address).client),
  },
  {
    what: 'journeys to a provider, there or not,',
    limit: providers,
    ask: async ({ accounts }: World, address: string | undefined) => {
      const code = await codeOf(accounts.providers.beginSignIn({ provider: 'nobody', ...client(address) }));
      if (code !== 'not_found') throw new GemelError('request_throttled');
    },
  },
];

describe.each(requests)('$what (2.4.1, S18)', ({ ask, limit }) => {
  async function ask64More(clientOf: (index: number) => string | undefined, burst: number) {
    const world = await aWorld({ hashing: { maxQueue: 1000 } });
    worlds.push(world);
    const codes = await Promise.all(Array.from({ length: burst + 64 }, (_, index) => codeOf(ask(world, clientOf(index), index), 'done')));
    return {
      world,
      done: codes.filter((code) => code === 'done').length,
      refused: codes.filter((code) => code === 'request_throttled').length,
    };
  }

  it('are limited from one address, and come back with time', async () => {
    const { world, done, refused } = await ask64More(() => '192.0.2.1', limit.burst);
    expect([done, refused]).toEqual([limit.burst, 64]);
    expect(await codeOf(ask(world, '198.51.100.7', 9000), 'done')).toBe('done');
    world.clock.seconds += limit.interval;
    expect(await codeOf(ask(world, '192.0.2.1', 9001), 'done')).toBe('done');
  });

  it.each([
    ['an IPv6 /64', 1, (index: number) => `2001:db8:1:2::${index.toString(16)}`],
    ['an IPv6 /48', 5, (index: number) => `2001:db8:1:${index.toString(16)}::1`],
    ['an IPv4 /24', 5, (index: number) => `192.0.2.${index % 256}`],
    ['no address', 1, () => undefined],
  ])('are limited from %s, to %i times the burst', async (_place, share, clientOf) => {
    const { done, refused } = await ask64More(clientOf, limit.burst * share);
    expect([done, refused]).toEqual([limit.burst * share, 64]);
  });
});

describe('a sign-up that is refused', () => {
  it('costs no hash', async () => {
    const world = await aWorld();
    worlds.push(world);
    for (let index = 0; index < signUps.burst; index++) await world.accounts.signUp({ email: `person-${index}@example.com`, password });
    world.trace.length = 0;
    expect(await codeOf(world.accounts.signUp({ email: 'one@more.example', password }))).toBe('request_throttled');
    expect(world.trace).toEqual(['hasher.checkRoom', 'limits.spend']);
  });

  it('because hashing is busy takes nothing', async () => {
    const world = await aWorld({ hashing: { concurrency: 1, maxQueue: 0 } });
    worlds.push(world);
    const ask = (index: number) => codeOf(world.accounts.signUp({ email: `person-${index}@example.com`, password }), 'done');
    const codes = await Promise.all(Array.from({ length: signUps.burst }, (_, index) => ask(index)));
    const done = codes.filter((code) => code === 'done').length;
    expect(codes.filter((code) => code === 'hashing_busy')).toHaveLength(signUps.burst - done);
    for (let index = done; index < signUps.burst; index++) expect(await ask(100 + index)).toBe('done');
    expect(await ask(900)).toBe('request_throttled');
  });
});
