/** API keys: shown once, rotated with an overlap, good for as long as they say. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, password, signIn, type World } from './a-world.ts';
import { codeOf } from './support.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
  world.clock.seconds = 1_800_000_000;
});
afterEach(() => world.stop());

describe('an API key', () => {
  it('is known by its text, of which the store holds a hash alone', async () => {
    const { apiKeys } = world.accounts;
    const { key, text } = await apiKeys.create({ name: ' backup ', scopes: ['users:read', 'users:read'] });
    expect(text).toMatch(/^gemel_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect(key).toMatchObject({ name: 'backup', scopes: ['users:read'], createdBy: 'operator', expiresAt: null, revokedAt: null });
    expect(await apiKeys.check(text)).toMatchObject({ id: key.id });
    const secret = text.slice(-43);
    expect(JSON.stringify([await apiKeys.list(), await world.store.apiKeys.list()])).not.toContain(secret);
    expect(JSON.stringify((await world.accounts.audit.search()).entries)).not.toContain(secret);
    expect(JSON.stringify(await apiKeys.list())).not.toContain((await world.store.apiKeys.find(key.id))?.secretHash);
  });

  it('is refused when it is malformed, unknown, another secret, expired or revoked', async () => {
    const { apiKeys } = world.accounts;
    const { key, text } = await apiKeys.create({ name: 'one', scopes: ['a'], validFor: 60 });
    const other = await apiKeys.create({ name: 'two', scopes: ['a'] });
    const mixed = text.slice(0, -43) + other.text.slice(-43);
    for (const bad of ['', 'gemel_', text.slice(0, -1), `${text}A`, mixed, text.replace(key.id, '0'.repeat(16)), text.toUpperCase()])
      expect(await codeOf(apiKeys.check(bad)), bad).toBe('api_key_invalid');
    world.clock.seconds += 59;
    await apiKeys.check(text);
    world.clock.seconds += 1;
    expect(await codeOf(apiKeys.check(text))).toBe('api_key_invalid');
    expect(await apiKeys.revoke(other.key.id)).toBe(true);
    expect(await apiKeys.revoke(other.key.id)).toBe(false);
    expect(await codeOf(apiKeys.check(other.text))).toBe('api_key_invalid');
  });

  it('is rotated: the secret before is good for the overlap, the one before that not at all', async () => {
    const { apiKeys } = world.accounts;
    const { key, text: first } = await apiKeys.create({ name: 'one', scopes: ['a'] });
    const second = (await apiKeys.rotate(key.id, { overlap: 600 }))?.text ?? '';
    await Promise.all([apiKeys.check(first), apiKeys.check(second)]);
    world.clock.seconds += 600;
    expect(await codeOf(apiKeys.check(first))).toBe('api_key_invalid');
    const third = (await apiKeys.rotate(key.id))?.text ?? '';
    const fourth = (await apiKeys.rotate(key.id))?.text ?? '';
    expect(await codeOf(apiKeys.check(second))).toBe('api_key_invalid');
    await Promise.all([apiKeys.check(third), apiKeys.check(fourth)]);
    const fifth = (await apiKeys.rotate(key.id, { overlap: 0 }))?.text ?? '';
    expect(await codeOf(apiKeys.check(fourth))).toBe('api_key_invalid');
    expect(await apiKeys.revoke(key.id)).toBe(true);
    for (const text of [fourth, fifth]) expect(await codeOf(apiKeys.check(text))).toBe('api_key_invalid');
    expect(await apiKeys.rotate(key.id)).toBeUndefined();
    expect(await apiKeys.rotate('0'.repeat(16))).toBeUndefined();
  });

  it('notes its use, but not each time', async () => {
    const { apiKeys } = world.accounts;
    const { key, text } = await apiKeys.create({ name: 'one', scopes: ['a'] });
    expect((await apiKeys.find(key.id))?.lastUsedAt).toBeNull();
    const begun = world.clock.seconds;
    for (let second = 0; second < 310; second += 10) {
      await apiKeys.check(text);
      world.clock.seconds += 10;
    }
    expect((await apiKeys.find(key.id))?.lastUsedAt).toBe(begun + 300);
    expect(world.trace.filter((call) => call === 'apiKeys.touch').length).toBeLessThanOrEqual(2);
  });

  it.each([
    { name: '', scopes: ['a'] },
    { name: 'a\nb', scopes: ['a'] },
    { name: 'x'.repeat(101), scopes: ['a'] },
    { name: 'one', scopes: [] },
    { name: 'one', scopes: ['two words'] },
    { name: 'one', scopes: ['a'], validFor: 0 },
    { name: 'one', scopes: ['a'], validFor: 1.5 },
  ])('is not made of %j', async (given) => {
    expect(await codeOf(world.accounts.apiKeys.create(given))).toBe('request_malformed');
  });
});

describe('a list of accounts', () => {
  it('goes page by page, by the beginning of the address in any case', async () => {
    for (const name of ['c', 'a', 'b', 'ab']) await world.signUp(`${name}@example.com`);
    const { accounts } = world;
    const first = await accounts.list({ limit: 2 });
    expect([first.accounts.map(({ email }) => email), first.next]).toEqual([['a@example.com', 'ab@example.com'], 'ab@example.com']);
    const second = await accounts.list({ limit: 2, after: first.next });
    expect([second.accounts.map(({ email }) => email), second.next]).toEqual([['b@example.com', 'c@example.com'], undefined]);
    expect((await accounts.list({ email: 'A' })).accounts.map(({ email }) => email)).toEqual(['a@example.com', 'ab@example.com']);
    expect(JSON.stringify(first)).not.toContain('argon2');
    for (const limit of [0, 201, 1.5]) expect(await codeOf(accounts.list({ limit }))).toBe('request_malformed');
  });
});

describe('a built-in role', () => {
  it('is there without the store, permits what it says, and is changed by nobody', async () => {
    const own = await aWorld({ builtInRoles: { 'gemel:administrator': ['gemel:admin'] } });
    const { subject } = await own.signUp();
    const { roles } = own.accounts;
    await roles.define('a', ['x']);
    expect((await roles.list()).map(({ name, isDeclared }) => [name, isDeclared])).toEqual([
      ['a', false],
      ['gemel:administrator', true],
    ]);
    expect(await codeOf(roles.define('gemel:administrator', ['gemel:admin', 'x']))).toBe('request_malformed');
    await roles.assign(subject, 'gemel:administrator');
    expect((await signIn(own.accounts, { email: adasEmail, password })).principal).toMatchObject({
      roles: ['gemel:administrator'],
      permissions: ['gemel:admin'],
    });
    expect((await own.store.roles.list()).map(({ name }) => name)).toEqual(['a']);
    await own.stop();
  });
});
