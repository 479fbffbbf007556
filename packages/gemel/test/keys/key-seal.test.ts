import { createPrivateKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStoredKey } from '../../src/core/tokens/key-ring-seal.ts';
import type { KeyStore, StoredKey } from '../../src/core/ports/key-store.ts';
import type { Runtime } from '../../src/core/ports/runtime.ts';
import { createSecrets } from '../../src/core/tokens/secrets.ts';
import { createRingWorld, keyLifetime, type RingWorld, secretA, secretB, storeWith } from './ring-world.ts';

/** The store as it would look if somebody had written to it. */
const tampered = (world: RingWorld, change: (keys: readonly StoredKey[]) => readonly StoredKey[]): KeyStore =>
  storeWith(world.keys, {
    async list() {
      const { value, now } = await world.keys.list();
      return { value: change(value), now };
    },
  });

describe('keys at rest', () => {
  test('P9: no form of a private or symmetric key is anywhere in the store', async () => {
    for (const algorithm of ['ES256', 'Ed25519', 'RS256', 'HS256']) {
      const world = createRingWorld();
      await world.openRing({ algorithm });
      const stored = await world.stored();
      const raw = JSON.stringify(stored);
      for (const key of stored) {
        const { signingKey } = await openStoredKey(key, createSecrets([secretA], world.runtime), world.runtime);
        const exported = Buffer.from(signingKey.exportSecret(), 'base64url');
        const scalar =
          algorithm === 'HS256'
            ? exported
            : Buffer.from(
                String(createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })['d']),
                'base64url',
              );
        for (const secret of [exported, scalar]) {
          for (const encoding of ['base64url', 'base64', 'hex', 'latin1'] as const) expect(raw).not.toContain(secret.toString(encoding));
        }
        expect(raw).not.toContain(secretA);
      }
    }
  });

  test('a seal holds for its own key and algorithm alone', async () => {
    const world = createRingWorld();
    await world.openRing();
    const swapSeals = (keys: readonly StoredKey[]): readonly StoredKey[] =>
      keys.map((key, index) => ({ ...key, sealedKey: keys[1 - index]?.sealedKey ?? '' }));
    const changeAlgorithm = (keys: readonly StoredKey[]): readonly StoredKey[] => keys.map((key) => ({ ...key, algorithm: 'HS256' }));
    const cut = (keys: readonly StoredKey[]): readonly StoredKey[] => keys.map((key) => ({ ...key, sealedKey: key.sealedKey.slice(0, 8) }));
    for (const change of [swapSeals, changeAlgorithm, cut]) {
      await expect(world.openRing({ keys: tampered(world, change) })).rejects.toMatchObject({
        code: 'secret_mismatch',
        cause: expect.stringContaining('broken'),
      });
    }
  });

  test('J08: a key that opens to no bytes at all is refused', async () => {
    const world = createRingWorld();
    await world.openRing({ algorithm: 'HS256' });
    const [stored] = await world.stored();
    if (stored === undefined) throw new Error('the store holds no key');
    const runtime: Runtime = {
      ...world.runtime,
      importSigningKey: (...args) => ({ ...world.runtime.importSigningKey(...args), symmetricKey: null }),
    };
    await expect(openStoredKey(stored, createSecrets([secretA], runtime), runtime)).rejects.toMatchObject({ code: 'keys_unavailable' });
  });

  test('ASVS 6.7.1: a public key that somebody wrote into the store is not believed', async () => {
    const world = createRingWorld();
    const ring = await world.openRing();
    const foreign = await world.runtime.generateSigningKey('ES256');
    const keys = tampered(world, (all) =>
      all.map((key) => ({ ...key, publicJwk: foreign.publicJwk && { ...foreign.publicJwk, kid: key.kid } })),
    );
    const misled = await world.openRing({ keys });
    expect(misled.publicKeys()).toEqual(ring.publicKeys());
    const { kid } = misled.signingKey(world.now());
    expect(misled.find(kid)?.holds('text', foreign.sign('text'))).toBe(false);
  });
});

describe('the secret', () => {
  test('a wrong one is refused at the start, and the cause names the secrets, not their text; nothing is written', async () => {
    const world = createRingWorld();
    await world.openRing();
    const before = await world.stored();
    const [stored, configured] = [secretA, secretB].map((secret) => createSecrets([secret], world.runtime).current.name);
    const error: unknown = await world.openRing({ secrets: [secretB] }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'secret_mismatch', cause: expect.stringContaining(`named ${stored}; configured: ${configured}.`) });
    expect(String(error instanceof Error ? error.cause : '')).not.toMatch(/secret-[ab]/);
    await expect(world.stored()).resolves.toEqual(before);
  });

  test('of two nodes that begin a store with different secrets, one is refused', async () => {
    const world = createRingWorld();
    const outcomes = await Promise.allSettled([world.openRing({ secrets: [secretA] }), world.openRing({ secrets: [secretB] })]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'secret_mismatch' } });
    expect(new Set((await world.stored()).map((key) => key.secretName)).size).toBe(1);
  });

  test('rotates by the list: added last, promoted, then the old one left out; the keys stay the same', async () => {
    const world = createRingWorld();
    const signed = (await world.openRing({ secrets: [secretA] })).signingKey(world.now());
    const text = signed.sign('text');
    const names = createSecrets([secretA, secretB], world.runtime).names;
    await world.openRing({ secrets: [secretA, secretB] });
    expect(new Set((await world.stored()).map((key) => key.secretName))).toEqual(new Set([names[0]]));
    await world.openRing({ secrets: [secretB, secretA] });
    expect(new Set((await world.stored()).map((key) => key.secretName))).toEqual(new Set([names[1]]));
    const ring = await world.openRing({ secrets: [secretB] });
    expect(ring.find(signed.kid)?.holds('text', text)).toBe(true);
    await expect(world.openRing({ secrets: [secretA] })).rejects.toMatchObject({ code: 'secret_mismatch' });
  });

  test('maintenance seals what another node has added under the old one', async () => {
    const world = createRingWorld();
    const old = await world.openRing({ secrets: [secretA, secretB] });
    const promoted = await world.openRing({ secrets: [secretB, secretA] });
    await old.rotate();
    await promoted.maintain();
    expect(new Set((await world.stored()).map((key) => key.secretName)).size).toBe(1);
    await expect(world.openRing({ secrets: [secretB] })).resolves.toBeDefined();
  });

  test('a key under one that is missing here is a fault, reported once, and never a refusal', async () => {
    const world = createRingWorld();
    const behind = await world.openRing({ secrets: [secretA] });
    const ahead = await world.openRing({ secrets: [secretB, secretA] });
    await ahead.rotate();
    const kid = await ahead.rotate();
    await behind.maintain();
    await world.clock.advance(1);
    await behind.refresh('unknown');
    expect(world.faults.map((fault) => fault.code)).toEqual(['secret_mismatch', 'secret_mismatch']);
    expect(new Set(world.faults.map((fault) => fault.cause)).size).toBe(2);
    expect(() => behind.find(kid)).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
    expect(() => behind.signingKey(world.now())).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
    expect(behind.publicKeys().keys.map((key) => key.kid)).not.toContain(kid);
  });

  test('a key that was opened before it was sealed anew stays usable', async () => {
    const world = createRingWorld();
    const behind = await world.openRing({ secrets: [secretA] });
    await world.openRing({ secrets: [secretB, secretA] });
    await behind.maintain();
    expect(world.faults).toEqual([]);
    expect(behind.signingKey(world.now() + keyLifetime).sign('text')).toBeDefined();
  });
});
