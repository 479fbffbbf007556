/** One-time things: good once, for one purpose, for a while, and only while the account is what it was. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createChallenges, type Challenges } from '../src/challenges/challenges.ts';
import { createMemoryAccountStore } from '../src/stores/memory/index.ts';
import { anAccount } from '../src/testing/index.ts';

async function aWorld(): Promise<{
  challenges: Challenges;
  store: ReturnType<typeof createMemoryAccountStore>;
  clock: { seconds: number };
}> {
  const store = createMemoryAccountStore();
  const clock = { seconds: 1_800_000_000 };
  await store.insert(anAccount());
  const randomText = (byteLength: number): string => randomBytes(byteLength).toString('base64url');
  return { challenges: createChallenges({ store, now: () => clock.seconds, randomText }), store, clock };
}

describe('a challenge', () => {
  it('is taken once, for its purpose, with what it was given', async () => {
    const { challenges } = await aWorld();
    const { secret, expiresIn } = await challenges.issue('reset_password', anAccount(), { from: 'here' });
    expect(expiresIn).toBe(600);
    expect(await challenges.take('verify_email', secret)).toBeUndefined();
    expect(await challenges.look('reset_password', secret)).toMatchObject({ data: { from: 'here' }, account: { id: 'account-1' } });
    expect(await challenges.take('reset_password', secret)).toMatchObject({ data: { from: 'here' } });
    expect(await challenges.take('reset_password', secret)).toBeUndefined();
  });

  it('is not in the store in clear (invariant 8)', async () => {
    const { challenges, store } = await aWorld();
    const { secret } = await challenges.issue('verify_email', anAccount());
    expect(await store.challenges.find(secret, 'verify_email', 0)).toBeUndefined();
  });

  it('expires, and is tried no more often than its purpose allows (S20)', async () => {
    const { challenges, clock } = await aWorld();
    const { secret } = await challenges.issue('second_factor', anAccount());
    for (const left of [4, 3, 2, 1, 0]) expect((await challenges.tryOnce('second_factor', secret))?.triesLeft).toBe(left);
    expect(await challenges.tryOnce('second_factor', secret)).toBeUndefined();
    const later = await challenges.issue('second_factor', anAccount());
    clock.seconds += 600;
    expect(await challenges.tryOnce('second_factor', later.secret)).toBeUndefined();
  });

  it.each([
    ['the account has changed what proves ownership', { stamp: 2 }],
    ['the account is disabled', { isDisabled: true }],
  ])('is void once %s (S22)', async (_, change) => {
    const { challenges, store } = await aWorld();
    const { secret } = await challenges.issue('passkey_creation', anAccount());
    await store.replace(anAccount(change));
    expect(await challenges.look('passkey_creation', secret)).toBeUndefined();
    expect(await challenges.take('passkey_creation', secret)).toBeUndefined();
  });

  it('goes with its account (S08)', async () => {
    const { challenges, store } = await aWorld();
    const { secret } = await challenges.issue('verify_email', anAccount());
    await store.remove('account-1');
    expect(await challenges.take('verify_email', secret)).toBeUndefined();
  });
});
