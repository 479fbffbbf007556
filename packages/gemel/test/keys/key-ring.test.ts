import { GemelError } from '@gemel/protocol';
import { describe, expect, test } from 'vitest';
import type { KeyRing } from '../../src/core/tokens/key-ring.ts';
import type { KeyStore } from '../../src/core/ports/key-store.ts';
import { createRingWorld, keyLifetime, reloadMs, type RingWorld, storeWith, tokenRetention } from './ring-world.ts';

const kidsOf = (ring: KeyRing): readonly string[] => ring.publicKeys().keys.map((key) => key.kid);
const storedKids = async (world: RingWorld): Promise<readonly string[]> => (await world.stored()).map((key) => key.kid);
const signerOf = (world: RingWorld, ring: KeyRing): string => ring.signingKey(world.now()).kid;
/** Seconds until a replaced key is removed: the retention, and the time for which a node may not have heard of the successor. */
const untilRemoval = tokenRetention + (2 * reloadMs) / 1000;

/** Whether what `signer` signs now holds by the key that `ring` finds. */
async function isUnderstood(world: RingWorld, signer: KeyRing, ring: KeyRing): Promise<boolean> {
  const key = signer.signingKey(world.now());
  if (ring.find(key.kid) === undefined) await ring.refresh(key.kid);
  return (await ring.find(key.kid)?.holds('text', key.sign('text'))) === true;
}

/** Counts the readings of the list. */
function countingStore(keys: KeyStore): { readonly keys: KeyStore; count(): number } {
  let count = 0;
  const list: KeyStore['list'] = () => {
    count++;
    return keys.list();
  };
  return { keys: storeWith(keys, { list }), count: () => count };
}

describe('a ring over an empty store', () => {
  test('makes a key that signs and publishes the next one before it does', async () => {
    const world = createRingWorld();
    const ring = await world.openRing();
    const [first, next, ...others] = await world.stored();
    expect(others).toEqual([]);
    expect([first?.slot, first?.activeFrom, next?.slot, next?.activeFrom]).toEqual([1, world.now(), 2, world.now() + keyLifetime]);
    expect(signerOf(world, ring)).toBe(first?.kid);
    expect(kidsOf(ring)).toEqual([first?.kid, next?.kid]);
    expect(ring.status(world.now())).toEqual({ active: first?.kid, published: 2 });
    await expect(isUnderstood(world, ring, ring)).resolves.toBe(true);
  });

  test('two nodes at once make one line', async () => {
    const world = createRingWorld();
    const rings = await Promise.all([world.openRing(), world.openRing(), world.openRing()]);
    await expect(world.stored()).resolves.toHaveLength(2);
    expect(new Set(rings.map((ring) => signerOf(world, ring))).size).toBe(1);
    for (const ring of rings) await expect(isUnderstood(world, rings[0], ring)).resolves.toBe(true);
  });

  test('publishes whole JWKs for ES256, and never a symmetric key', async () => {
    const ring = await createRingWorld().openRing();
    for (const jwk of ring.publicKeys().keys) {
      expect(jwk).toEqual({
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: jwk.kid,
        x: expect.any(String),
        y: expect.any(String),
      });
    }
    const world = createRingWorld();
    const symmetric = await world.openRing({ algorithm: 'HS256' });
    expect(symmetric.publicKeys()).toEqual({ keys: [] });
    await expect(isUnderstood(world, symmetric, await world.openRing({ algorithm: 'HS256' }))).resolves.toBe(true);
  });

  test('a store that takes nothing and shows nothing is a fault, not an endless loop', async () => {
    const world = createRingWorld();
    const keys = storeWith(world.keys, { insert: async () => false });
    await expect(world.openRing({ keys })).rejects.toMatchObject({ code: 'keys_unavailable' });
  });
});

describe('rotation by time', () => {
  test('the next key signs when its time has come, on every node and without a read', async () => {
    const world = createRingWorld();
    const counting = countingStore(world.keys);
    const ring = await world.openRing({ keys: counting.keys });
    const [, next] = await storedKids(world);
    const before = counting.count();
    expect(ring.signingKey(world.now() + keyLifetime - 0.001).kid).not.toBe(next);
    expect(ring.signingKey(world.now() + keyLifetime).kid).toBe(next);
    expect(counting.count()).toBe(before);
  });

  test('maintenance adds the missing next key, and keeps the replaced one until no token of its can be unexpired', async () => {
    const world = createRingWorld();
    const ring = await world.openRing();
    const [first, second] = await storedKids(world);
    await world.clock.advance(keyLifetime);
    await ring.maintain();
    const kids = await storedKids(world);
    expect(kids).toEqual([first, second, expect.any(String)]);
    expect(signerOf(world, ring)).toBe(second);
    expect(world.events).toEqual([['key.rotated', second]]);

    await world.clock.advance(untilRemoval);
    await ring.maintain();
    expect(ring.find(first ?? '')).toBeDefined();
    await world.clock.advance(0.1);
    await ring.maintain();
    await expect(storedKids(world)).resolves.toEqual(kids.slice(1));
    expect(ring.find(first ?? '')).toBeUndefined();
  });

  test('after a long standstill the new next key is published for a while before it signs', async () => {
    const world = createRingWorld();
    await world.openRing();
    await world.clock.advance(5 * keyLifetime);
    await world.openRing();
    const last = (await world.stored()).at(-1);
    expect(last?.activeFrom).toBe(world.now() + tokenRetention);
  });

  test('two nodes that maintain at once add one key', async () => {
    const world = createRingWorld();
    const rings = [await world.openRing(), await world.openRing()];
    await world.clock.advance(keyLifetime);
    await Promise.all(rings.map((ring) => ring.maintain()));
    await expect(world.stored()).resolves.toHaveLength(3);
  });
});

describe('rotation by hand', () => {
  test('F15: the next key signs at once, one after it is published, and what was signed before still holds', async () => {
    const world = createRingWorld();
    const [ring, other] = [await world.openRing(), await world.openRing()];
    const [first, second] = await storedKids(world);
    const earlier = ring.signingKey(world.now()).sign('earlier');
    await world.clock.advance(60);
    await expect(ring.rotate()).resolves.toBe(second);
    expect(signerOf(world, ring)).toBe(second);
    const [, , third] = await world.stored();
    expect(third?.activeFrom).toBe(world.now() + keyLifetime);
    expect(ring.find(first ?? '')?.holds('earlier', earlier)).toBe(true);
    // Published before it signed: the other node needs no read.
    expect(other.find(second ?? '')).toBeDefined();
    expect(world.events).toEqual([['key.rotated', second]]);
  });

  test('F15: a node that heard of neither rotation looks again and knows the key', async () => {
    const world = createRingWorld();
    const [ring, other] = [await world.openRing(), await world.openRing()];
    await ring.rotate();
    const kid = await ring.rotate();
    expect(other.find(kid)).toBeUndefined();
    await expect(isUnderstood(world, ring, other)).resolves.toBe(true);
    await expect(isUnderstood(world, other, ring)).resolves.toBe(true);
  });

  test('two nodes that rotate at once rotate once', async () => {
    const world = createRingWorld();
    const rings = [await world.openRing(), await world.openRing()];
    const kids = await Promise.all(rings.map((ring) => ring.rotate()));
    expect(new Set(kids).size).toBe(1);
    await expect(world.stored()).resolves.toHaveLength(3);
  });

  test('each node tells once of each key that it begins to sign with', async () => {
    const world = createRingWorld();
    const [ring, other] = [await world.openRing(), await world.openRing()];
    const kid = await ring.rotate();
    await ring.maintain();
    await other.maintain();
    await other.maintain();
    expect(world.events).toEqual([
      ['key.rotated', kid],
      ['key.rotated', kid],
    ]);
  });

  test('a ring that keeps the algorithm changes nothing of the line at its start, and rotates within the algorithm', async () => {
    const world = createRingWorld();
    await world.openRing({ algorithm: 'HS256' });
    const before = await world.stored();
    const ring = await world.openRing({ keepsAlgorithm: true });
    expect(await world.stored()).toEqual(before);
    await ring.rotate();
    await ring.rotate();
    await ring.maintain();
    expect((await world.stored()).map(({ algorithm }) => algorithm)).toEqual(['HS256', 'HS256', 'HS256', 'HS256']);
  });

  test('a ring that keeps the algorithm leaves a change that another node has begun where it stands', async () => {
    const world = createRingWorld();
    await world.openRing();
    const fails = storeWith(world.keys, { insert: () => Promise.reject(new Error('down')) });
    await expect(world.openRing({ algorithm: 'HS256', keys: fails })).rejects.toThrow('down');
    const halfway = await world.openRing({ keepsAlgorithm: true });
    expect((await world.stored()).map(({ algorithm }) => algorithm)).toEqual(['ES256', 'ES256', 'ES256']);
    expect(halfway.find(halfway.signingKey(world.now()).kid)?.algorithm).toBe('ES256');
  });

  test('a ring that keeps the algorithm begins a new line with the configured one', async () => {
    const world = createRingWorld();
    await world.openRing({ algorithm: 'HS256', keepsAlgorithm: true });
    expect((await world.stored()).map(({ algorithm }) => algorithm)).toEqual(['HS256', 'HS256']);
  });

  test('another algorithm signs from the next start, and what the one before signed still holds', async () => {
    const world = createRingWorld();
    const before = await world.openRing();
    const old = before.signingKey(world.now());
    const ring = await world.openRing({ algorithm: 'HS256' });
    const key = ring.signingKey(world.now());
    expect(ring.find(key.kid)?.algorithm).toBe('HS256');
    expect(ring.find(old.kid)?.holds('text', old.sign('text'))).toBe(true);
    expect((await world.stored()).at(-1)?.algorithm).toBe('HS256');
    const again = await world.openRing({ algorithm: 'HS256' });
    expect(signerOf(world, again)).toBe(key.kid);
  });
});

describe('retirement', () => {
  test('the key that signs: it is gone, the next one signs at once, and another is next', async () => {
    const world = createRingWorld();
    const ring = await world.openRing();
    const [first, second] = await storedKids(world);
    await ring.retire(first ?? '');
    expect(signerOf(world, ring)).toBe(second);
    expect(kidsOf(ring)).toEqual([second, expect.any(String)]);
    expect(ring.find(first ?? '')).toBeUndefined();
    expect(world.events).toEqual([
      ['key.retired', first],
      ['key.rotated', second],
    ]);
  });

  test('a node that has only heard of it in the feed signs with the next key at once, without a read', async () => {
    const world = createRingWorld();
    const heard = new Set<string>();
    const [ring, other] = [await world.openRing(), await world.openRing({ isRetired: (kid) => heard.has(kid) })];
    const [first, second] = await storedKids(world);
    await ring.retire(first ?? '');
    heard.add(first ?? '');
    expect(signerOf(world, other)).toBe(second);
    expect(kidsOf(other)).toEqual([second]);
    expect(other.find(first ?? '')).toBeUndefined();
    expect(other.refresh(first ?? '')).toBeUndefined();
  });

  test('a replaced key never signs again because its successor was retired', async () => {
    const world = createRingWorld();
    const [ring, other] = [await world.openRing(), await world.openRing()];
    const [first] = await storedKids(world);
    const second = await ring.rotate();
    await ring.retire(second);
    await other.maintain();
    for (const node of [ring, other]) expect([first, second]).not.toContain(signerOf(world, node));
  });

  test('the next key: another takes its place; a replaced key: the line goes on', async () => {
    const world = createRingWorld();
    const ring = await world.openRing();
    const [first, second] = await storedKids(world);
    await ring.retire(second ?? '');
    const third = await ring.rotate();
    await ring.retire(first ?? '');
    expect(signerOf(world, ring)).toBe(third);
    expect(kidsOf(ring)).toEqual([third, expect.any(String)]);
  });

  test('with every key of its list retired a node does not sign', async () => {
    const world = createRingWorld();
    const ring = await world.openRing();
    for (const kid of await storedKids(world)) world.retired.add(kid);
    expect(() => signerOf(world, ring)).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
    expect(ring.status(world.now()).active).toBeUndefined();
  });
});

describe('an unknown key', () => {
  test('J29: makes the list be read once for all who ask at once, a few times in a row, and once in a second after that', async () => {
    const world = createRingWorld();
    const counting = countingStore(world.keys);
    const ring = await world.openRing({ keys: counting.keys });
    const before = counting.count();
    await Promise.all(Array.from({ length: 50 }, async (_value, index) => ring.refresh(`unknown ${index}`)));
    expect(counting.count()).toBe(before + 1);
    for (let look = 2; look <= 8; look++) await ring.refresh(`another ${look}`);
    expect(counting.count()).toBe(before + 8);
    expect(ring.refresh('one more')).toBeUndefined();
    await world.clock.advance(0.999);
    expect(ring.refresh('one more')).toBeUndefined();
    await world.clock.advance(0.001);
    await ring.refresh('one more');
    expect(counting.count()).toBe(before + 9);
    expect(ring.find('one more')).toBeUndefined();
  });

  test('is looked for once: what was not there when it was asked for never will be', async () => {
    const world = createRingWorld();
    const counting = countingStore(world.keys);
    const ring = await world.openRing({ keys: counting.keys });
    const before = counting.count();
    for (let request = 0; request < 20; request++) {
      await ring.refresh('long gone');
      await world.clock.advance(1);
    }
    expect(counting.count()).toBe(before + 1);
  });

  test('does not hide one that was rotated in while a token of a key long gone is presented again and again', async () => {
    const world = createRingWorld();
    const [ring, other] = [await world.openRing(), await world.openRing()];
    for (let rotation = 0; rotation < 4; rotation++) {
      await ring.refresh('long gone');
      const kid = await other.rotate();
      if (ring.find(kid) === undefined) await ring.refresh(kid);
      expect(ring.find(kid)).toBeDefined();
    }
  });

  test('J07: is looked up as it is spelled, and nothing else', async () => {
    const ring = await createRingWorld().openRing();
    for (const kid of ['', '__proto__', 'constructor', '../../key', "' OR 1=1 --", 'x'.repeat(1e6)]) expect(ring.find(kid)).toBeUndefined();
  });

  test('P10: where the store does not answer it is a fault, and the next who asks makes it be asked again', async () => {
    const world = createRingWorld();
    let isDown = false;
    const list: KeyStore['list'] = async () => {
      if (isDown) throw new GemelError('store_unavailable');
      return world.keys.list();
    };
    const ring = await world.openRing({ keys: storeWith(world.keys, { list }) });
    isDown = true;
    await expect(ring.refresh('unknown')).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(ring.refresh('unknown')).rejects.toMatchObject({ code: 'store_unavailable' });
    isDown = false;
    await expect(ring.refresh('unknown')).resolves.toBeUndefined();
  });
});

describe('a list of keys that has grown old', () => {
  test('is read again before it signs, and does not sign when it is too old', async () => {
    const world = createRingWorld();
    const [ring, other] = [await world.openRing(), await world.openRing()];
    expect(ring.ensureFresh()).toBeUndefined();
    const kid = await other.rotate();
    await world.clock.advance((2 * reloadMs) / 1000 + 1);
    expect(() => signerOf(world, ring)).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
    await ring.ensureFresh();
    expect(signerOf(world, ring)).toBe(kid);
    expect(ring.ensureFresh()).toBeUndefined();
  });

  test('P10: signs on while the store does not answer, with a fault reported, until it is too old', async () => {
    const world = createRingWorld();
    let isDown = false;
    const list: KeyStore['list'] = async () => {
      if (isDown) throw new GemelError('store_unavailable');
      return world.keys.list();
    };
    const ring = await world.openRing({ keys: storeWith(world.keys, { list }) });
    const kid = signerOf(world, ring);
    isDown = true;
    await world.clock.advance(reloadMs / 1000);
    await ring.ensureFresh();
    expect(signerOf(world, ring)).toBe(kid);
    expect(world.faults.map((fault) => fault.code)).toEqual(['store_unavailable']);
    await world.clock.advance(reloadMs / 1000 + 1);
    await expect(ring.ensureFresh()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  test('an answer that comes late does not undo a later one', async () => {
    const world = createRingWorld();
    const answers: (() => void)[] = [];
    let isHeldUp = false;
    const list: KeyStore['list'] = async () => {
      const answer = await world.keys.list();
      if (isHeldUp) await new Promise<void>((resolve) => answers.push(resolve));
      return answer;
    };
    const ring = await world.openRing({ keys: storeWith(world.keys, { list }) });
    isHeldUp = true;
    const late = ring.refresh('unknown');
    await world.clock.advance(1);
    isHeldUp = false;
    const kid = await ring.rotate();
    for (const answer of answers) answer();
    await late;
    expect(signerOf(world, ring)).toBe(kid);
  });
});
