/** What an owner hears of sign-ins that may be somebody else's: which, how often, and what such a message never holds. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientFacts } from 'gemel';
import type { MailMessage, MailSuspicion } from '../../src/index.ts';
import { mailSuspicions } from '../../src/mail/mail-facts.ts';
import { adasEmail, aWorld, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { anOwner } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

const firefox = 'Mozilla/5.0 (Windows NT 10.0) Firefox/149.0';
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0';
const home: ClientFacts = { address: '203.0.113.7', userAgent: firefox };

async function aNoticedWorld(options: WorldOptions = {}): Promise<World> {
  const world = await aWorld({ hasMail: true, ...options });
  worlds.push(world);
  world.clock.seconds = world.gemel.engineTime();
  await world.signUp();
  await world.mailbox.deliver();
  return world;
}

/** What those sign-ins were told as, in order. */
async function told({ accounts, mailbox }: World, clients: readonly ClientFacts[]): Promise<readonly (string | undefined)[]> {
  const subjects: (string | undefined)[] = [];
  for (const client of clients) {
    await signIn(accounts, { email: adasEmail, password, client });
    const [message, ...further] = await mailbox.deliver();
    expect(further).toEqual([]);
    subjects.push(message && kindOf(message));
  }
  return subjects;
}

function kindOf({ kind, text }: MailMessage): string {
  if (text.includes('from a device that was not seen')) return 'new-device';
  return text.includes('from a network that was not seen') ? 'new-network' : kind;
}

describe('a sign-in', () => {
  it.each([
    ['the first one ever', [home], [undefined]],
    ['the same device and network', [home, home], [undefined, undefined]],
    ['another device', [home, { ...home, userAgent: chrome }], [undefined, 'new-device']],
    ['a newer version of the same browser', [home, { ...home, userAgent: firefox.replace('149', '150') }], [undefined, undefined]],
    ['another network', [home, { ...home, address: '198.51.100.9' }], [undefined, 'new-network']],
    ['another address of one IPv6 /64', ['2001:db8::1', '2001:db8::2'].map((address) => ({ ...home, address })), [undefined, undefined]],
    [
      'a device and a network seen before, though not together',
      [home, { address: '198.51.100.9', userAgent: chrome }, { ...home, userAgent: chrome }],
      [undefined, 'new-device', undefined],
    ],
    ['who says nothing of themselves', [home, {}], [undefined, undefined]],
  ] as const)('from %s is told accordingly (6.3.5)', async (_, clients, expected) => {
    expect(await told(await aNoticedWorld(), clients)).toEqual(expected);
  });

  it('is told a few times and no more', async () => {
    const world = await aNoticedWorld();
    const from = (index: number): ClientFacts => ({ ...home, address: `198.51.${index}.1` });
    expect(await told(world, [home, from(1), from(2)])).toEqual([undefined, 'new-network', undefined]);
    world.clock.seconds += 86_400;
    expect(await told(world, [from(3), from(4)])).toEqual(['new-network', undefined]);
    const agents = ['Chrome', 'Edg', 'OPR', 'Safari'].map((name) => ({
      ...home,
      userAgent: `Mozilla/5.0 (Macintosh; Mac OS X) ${name}/1.0`,
    }));
    expect(await told(world, agents)).toEqual(['new-device', 'new-device', 'new-device', undefined]);
  });

  it('waits for nothing: the notice is found out behind the answer', async () => {
    const world = await aNoticedWorld();
    await signIn(world.accounts, { email: adasEmail, password, client: home });
    expect(world.trace).not.toContain('store.audit');
    expect(world.mailbox.waiting()).toBe(1);
  });
});

describe('a right password without the second factor', () => {
  it('is told with the first wrong code of a stranger, with the last one of somebody familiar, and not each time (6.3.5)', async () => {
    const world = await aNoticedWorld();
    const owner = await anOwner({}, world);
    await world.mailbox.deliver();
    const guess = async (client: ClientFacts, times: number): Promise<number> => {
      const half = await world.accounts.signIn({ email: adasEmail, password, client });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      for (let time = 0; time < times; time++) await codeOf(world.accounts.secondFactor.confirm({ pending, totp: 'x', client }));
      return (await world.mailbox.deliver()).filter(({ kind }) => kind === 'suspicious-sign-in').length;
    };
    expect(await guess({ address: '198.51.100.9' }, 1)).toBe(1);
    expect(await guess({ address: '198.51.100.9' }, 3)).toBe(0);
    world.clock.seconds += 43_200;
    const pending = await owner.half(home.address);
    await world.accounts.secondFactor.confirm({ pending, totp: owner.code(1), client: home });
    await world.mailbox.deliver();
    expect(await guess(home, 4)).toBe(0);
    expect(await guess(home, 5)).toBe(1);
  });
});

describe('every such message', () => {
  it.each(mailSuspicions)('%s can be switched off by itself', async (suspicion) => {
    const other: Readonly<Record<MailSuspicion, boolean>> = {
      'new-device': true,
      'new-network': true,
      'second-factor-failed': true,
      'passkey-copied': true,
      [suspicion]: false,
    };
    const world = await aNoticedWorld({ notices: other });
    const clients = [home, { ...home, userAgent: chrome }, { ...home, address: '198.51.100.9' }];
    expect(await told(world, clients)).toEqual([
      undefined,
      suspicion === 'new-device' ? undefined : 'new-device',
      suspicion === 'new-network' ? undefined : 'new-network',
    ]);
  });

  it('holds nothing that signs in or proves anything: no link but to the page where one asks for help', async () => {
    const { accounts, mailbox } = await aNoticedWorld();
    for (const client of [home, { ...home, userAgent: chrome }]) await signIn(accounts, { email: adasEmail, password, client });
    const message = (await mailbox.deliver()).at(-1);
    expect(message?.text.match(/https?:\S+/g)).toEqual(['https://app.example/forgot-password']);
    expect(message?.text).not.toContain(password);
  });
});
