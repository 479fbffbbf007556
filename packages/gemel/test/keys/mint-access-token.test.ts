import { importJWK, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { mintAccessToken, type MintParts } from '../../src/core/tokens/mint-access-token.ts';
import type { SessionRecord } from '../../src/core/sessions/session-record.ts';
import { openStoredKey } from '../../src/core/tokens/key-ring-seal.ts';
import { createSecrets } from '../../src/core/tokens/secrets.ts';
import { createRingWorld, type RingWorld, secretA } from './ring-world.ts';

const issuer = 'https://app.example';

function aRecord(changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    sid: 'AAAAAAAAAAAAAAAAAAAAAA',
    subject: 'ada',
    clientId: 'gemel',
    version: 3,
    generation: 2,
    secretHash: null,
    refresh: null,
    authentication: { time: 1_799_999_000, amr: ['pwd'] },
    roles: ['editor'],
    permissions: ['orders:read'],
    claims: {},
    act: null,
    jkt: null,
    client: {},
    createdAt: 1_799_999_000,
    lastSeenAt: 1_799_999_000,
    inactivityDeadline: 1_800_003_600,
    overallDeadline: 1_800_086_400,
    endedAt: null,
    endReason: null,
    data: null,
    dataVersion: 0,
    ...changes,
  };
}

function partsOf(world: RingWorld, record: SessionRecord, keyRing: MintParts['keyRing']): MintParts {
  const { runtime } = world;
  return { record, jkt: null, audience: issuer, now: world.now(), keyRing, runtime, issuer, lifetime: 300, maxBytes: 4096 };
}

async function mint(world: RingWorld, record: SessionRecord, changes: Partial<MintParts> = {}) {
  const keyRing = await world.openRing();
  const minted = mintAccessToken({ ...partsOf(world, record, keyRing), ...changes });
  const [jwk] = keyRing.publicKeys().keys;
  if (jwk === undefined) throw new Error('the ring publishes no key');
  const verified = await jwtVerify(minted.accessToken, await importJWK({ ...jwk }, 'ES256'), {
    currentDate: new Date(world.clock.wallMs()),
  });
  return { ...minted, ...verified, jwk };
}

describe('an access token', () => {
  test('verifies with jose, and carries the claims of RFC 9068 and the session', async () => {
    const world = createRingWorld();
    const { payload, protectedHeader, expiresIn, jwk } = await mint(world, aRecord());
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid });
    expect(payload).toEqual({
      iss: issuer,
      sub: 'ada',
      aud: issuer,
      exp: 1_800_000_300,
      iat: 1_800_000_000,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      client_id: 'gemel',
      sid: 'AAAAAAAAAAAAAAAAAAAAAA',
      generation: 2,
      auth_time: 1_799_999_000,
      amr: ['pwd'],
      roles: ['editor'],
      permissions: ['orders:read'],
    });
    expect(expiresIn).toBe(300);
  });

  test('carries acr where the authentication has one, and custom claims beside the others', async () => {
    const record = aRecord({
      authentication: { time: 1, amr: ['pwd', 'otp'], acr: 'aal2' },
      claims: { tenant: 'é', plan: { seats: [1, null, true] } },
    });
    const { payload } = await mint(createRingWorld(), record);
    expect(payload).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp'], tenant: 'é', plan: { seats: [1, null, true] } });
  });

  test('never lets a custom claim stand for one of ours', async () => {
    const claims = JSON.parse(
      '{"sub":"eve","exp":9999999999,"__proto__":{"roles":["admin"]},"toJSON":"x","roles":["admin"],"ok":1}',
    ) as SessionRecord['claims'];
    const { payload, accessToken } = await mint(createRingWorld(), aRecord({ claims }));
    expect(payload).toMatchObject({ sub: 'ada', exp: 1_800_000_300, roles: ['editor'], ok: 1 });
    expect(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).not.toMatch(/eve|admin|toJSON/);
  });

  test('has an id of its own each time', async () => {
    const world = createRingWorld();
    const [first, second] = [await mint(world, aRecord()), await mint(world, aRecord())];
    expect(first.payload.jti).not.toBe(second.payload.jti);
  });

  test.each([
    ['its lifetime', {}, 1_800_000_300],
    ['the inactivity timeout', { inactivityDeadline: 1_800_000_100.9 }, 1_800_000_100],
    ['the overall timeout', { overallDeadline: 1_800_000_050.5 }, 1_800_000_050],
  ])('P8: expires with %s where that comes first', async (_what, deadlines, exp) => {
    const { payload, expiresIn } = await mint(createRingWorld(), aRecord(deadlines));
    expect(payload.exp).toBe(exp);
    expect(expiresIn).toBe(exp - 1_800_000_000);
  });

  test('says whole seconds at any instant', async () => {
    const world = createRingWorld();
    await world.clock.advance(0.75);
    const { payload, expiresIn } = await mint(world, aRecord());
    expect([payload.iat, payload.exp, expiresIn]).toEqual([1_800_000_000, 1_800_000_300, 300]);
  });

  test('is refused, not sent, when it would not fit its budget; the reason names no claim', async () => {
    const world = createRingWorld();
    const { accessToken } = await mint(world, aRecord());
    await expect(mint(world, aRecord(), { maxBytes: accessToken.length })).resolves.toBeDefined();
    await expect(mint(world, aRecord(), { maxBytes: accessToken.length - 1 })).rejects.toMatchObject({
      code: 'token_would_be_too_large',
      cause: { sid: 'AAAAAAAAAAAAAAAAAAAAAA', bytes: accessToken.length, maxBytes: accessToken.length - 1 },
    });
  });

  test('is signed with HS256 where that is the algorithm, and jose verifies it with the symmetric key', async () => {
    const world = createRingWorld();
    const keyRing = await world.openRing({ algorithm: 'HS256' });
    const { accessToken } = mintAccessToken(partsOf(world, aRecord(), keyRing));
    const [stored] = await world.stored();
    if (stored === undefined) throw new Error('the store holds no key');
    const { signingKey } = await openStoredKey(stored, createSecrets([secretA], world.runtime), world.runtime);
    const { payload } = await jwtVerify(accessToken, signingKey.symmetricKey ?? new Uint8Array(), {
      currentDate: new Date(world.clock.wallMs()),
    });
    expect(payload.sub).toBe('ada');
    expect(keyRing.publicKeys().keys).toEqual([]);
  });
});
