/** What lies in the store of an authenticator app, and what becomes of it when the server's secret is rotated. */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import { readTotpData } from '../../src/totp/totp-seed.ts';
import type { World } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { adasEmail, aWorld, password } from '../a-world.ts';
import { anOwner } from './an-owner.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

describe('a seed', () => {
  it('is sealed in the store, and sealed anew with its next use once the secret is rotated (P9)', async () => {
    const [former, present] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const store = createMemoryAccountStore();
    const owner = await anOwner({ store, gemel: { secret: former } });
    worlds.push(owner.world);
    const sealedOf = async (): Promise<string> =>
      readTotpData((await store.authenticators.find('totp', owner.subject))?.data ?? null).sealed;
    const before = await sealedOf();
    expect(JSON.stringify(await store.authenticators.find('totp', owner.subject))).not.toContain(owner.secret);

    const rotated = await aWorld({ store, gemel: { secret: [present, former] } });
    worlds.push(rotated);
    rotated.clock.seconds = owner.world.clock.seconds;
    const signIn = async (world: World, totp: string): Promise<string> => {
      const half = await world.accounts.signIn({ email: adasEmail, password });
      return half.status === 'signed_in' ? 'in' : codeOf(world.accounts.secondFactor.confirm({ pending: half.pending, totp }), 'in');
    };
    expect(rotated.gemel.vault.isOutdated(before)).toBe(true);
    expect(await signIn(rotated, '000000')).toBe('second_factor_failed');
    expect(await sealedOf()).toBe(before);
    expect(await signIn(rotated, owner.code(1))).toBe('in');
    expect(rotated.gemel.vault.isOutdated(await sealedOf())).toBe(false);

    // The former secret can go now.
    const alone = await aWorld({ store, gemel: { secret: present } });
    worlds.push(alone);
    alone.clock.seconds = owner.world.clock.seconds + 60;
    owner.world.clock.seconds += 60;
    expect(await signIn(alone, owner.code())).toBe('in');
  });

  it('is not opened for another account', async () => {
    const store = createMemoryAccountStore();
    const owner = await anOwner({ store });
    worlds.push(owner.world);
    const grace = await owner.world.signUp('grace@example.com');
    const record = await store.authenticators.find('totp', owner.subject);
    if (record !== undefined) await store.authenticators.insert({ ...record, id: 'moved', account: grace.subject, lookup: grace.subject });
    const half = await owner.world.accounts.signIn({ email: 'grace@example.com', password });
    const pending = half.status === 'signed_in' ? '' : half.pending;
    expect(await codeOf(owner.world.accounts.secondFactor.confirm({ pending, totp: owner.code(1) }))).toBe('secret_mismatch');
  });
});
