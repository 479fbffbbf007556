/** What time and the feed change about a token that was good, whether it is presented for the first or the thousandth time. */
import { GemelError, NEVER, partitionOf } from '@gemel/protocol';
import type { VerificationKey, VerifiedToken } from '@gemel/verifier';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { claimsOf, esHeader, signEs256 } from './support/issuer.ts';
import { startSeconds } from './support/manual-clock.ts';
import { aRevocation, aSid } from './support/pages.ts';
import { createFixture, type Fixture, outcomeOf } from './support/verifier-fixture.ts';

/** Whether the token has been seen before makes no difference. */
describe.each([
  ['presented for the first time', false],
  ['seen before', true],
])('a token %s', (_title, isSeenBefore) => {
  let fixture: Fixture;
  let token: string;

  async function present(claims: Readonly<Record<string, unknown>> = {}): Promise<void> {
    token = signEs256(fixture.issuer, esHeader, claimsOf(claims));
    if (isSeenBefore) expect(await fixture.outcome(token)).toBe('accepted');
  }

  beforeEach(async () => {
    fixture = await createFixture();
  });

  test.each([
    ['J22 is accepted until its exp', 299.999, 'accepted'],
    ['J22 is refused from then on, without any tolerance', 300, 'token_expired'],
    ['J22 is refused long after', 9000, 'token_expired'],
  ])('%s', async (_name, afterSeconds, outcome) => {
    await present();
    fixture.clock.advance(afterSeconds * 1000);
    fixture.hear();
    expect(await fixture.outcome(token)).toBe(outcome);
  });

  test('is judged by the time of the engine, not of this machine', async () => {
    await present();
    fixture.clock.stepWall(3_600_000);
    fixture.clock.advance(1);
    fixture.hear({ now: startSeconds });
    expect(await fixture.outcome(token)).toBe('accepted');
    fixture.hear({ now: startSeconds + 305 });
    expect(await fixture.outcome(token)).toBe('token_expired');
  });

  test('is refused from the moment on which the log may have forgotten what ended it', async () => {
    await present({ exp: startSeconds + 9000 });
    fixture.clock.advance(304_000);
    fixture.hear();
    expect(await fixture.outcome(token)).toBe('accepted');
    fixture.clock.advance(1000);
    fixture.hear();
    expect(await fixture.outcome(token)).toBe('token_expired');
  });

  test.each([
    ['its session has ended', aRevocation(), 'session_revoked'],
    ['its session may do something else', aRevocation({ generation: 2 }), 'token_superseded'],
    ['its key has been retired', { kind: 'key', kid: 'es' } as const, 'token_key_retired'],
    ['nothing: its own generation was announced', aRevocation({ generation: 1 }), 'accepted'],
    ['nothing: another session has ended', aRevocation({ sid: aSid(2) }), 'accepted'],
    ['nothing: another key has been retired', { kind: 'key', kid: 'hs' } as const, 'accepted'],
  ])('is judged by the feed, which says: %s', async (_name, entry, outcome) => {
    await present();
    fixture.hear({ entries: [entry] });
    expect(await fixture.outcome(token)).toBe(outcome);
    expect(await fixture.outcome(token)).toBe(outcome);
  });

  test('is refused for what the view has heard even when the view is not fresh any more', async () => {
    await present();
    fixture.hear({ entries: [aRevocation()] });
    fixture.clock.advance(60_000);
    expect(await fixture.outcome(token)).toBe('session_revoked');
  });

  test('F08 F11 cannot be accepted once the lease has run out, by whichever clock', async () => {
    await present();
    fixture.clock.suspend(5000);
    expect(await fixture.outcome(token)).toBe('view_stale');
    fixture.hear();
    expect(await fixture.outcome(token)).toBe('accepted');
    fixture.clock.advance(5000);
    expect(await fixture.outcome(token)).toBe('view_stale');
  });

  test('F12 is not refused for its time by a machine that slept: it does not know the time before it has heard the feed again', async () => {
    const claims = claimsOf({ iat: startSeconds + 20, exp: startSeconds + 60 });
    const mintedMeanwhile = signEs256(fixture.issuer, esHeader, claims);
    fixture.clock.suspend(20_000);
    expect(await fixture.outcome(mintedMeanwhile)).toBe('view_stale');
    fixture.clock.advance(1);
    fixture.hear();
    expect(await fixture.outcome(mintedMeanwhile)).toBe('accepted');
  });

  test('J29 is refused when its key is no longer to be found', async () => {
    let key: VerificationKey | undefined;
    const inner = await createFixture();
    key = inner.keys.find('es');
    fixture = await createFixture({ keys: { find: () => key, refresh: () => undefined } });
    token = signEs256(inner.issuer);
    if (isSeenBefore) expect(await fixture.outcome(token)).toBe('accepted');
    key = undefined;
    expect(await fixture.outcome(token)).toBe('token_key_unknown');
  });

  test('is refused when it is the highest generation but the session has ended', async () => {
    await present({ generation: NEVER });
    fixture.hear({ entries: [aRevocation()] });
    expect(await fixture.outcome(token)).toBe('session_revoked');
  });
});

describe('a token from the future', () => {
  test.each([
    ['iat within the tolerance', { iat: startSeconds + 5 }, 'accepted'],
    ['iat beyond the tolerance', { iat: startSeconds + 6 }, 'token_not_yet_valid'],
    ['nbf within the tolerance', { nbf: startSeconds + 5 }, 'accepted'],
    ['nbf beyond the tolerance', { nbf: startSeconds + 6 }, 'token_not_yet_valid'],
  ])('with %s', async (_title, claims, outcome) => {
    const fixture = await createFixture();
    expect(await fixture.outcome(signEs256(fixture.issuer, esHeader, claimsOf(claims)))).toBe(outcome);
  });

  test('J22 is accepted when its time has come: no refusal is remembered', async () => {
    const fixture = await createFixture();
    const token = signEs256(fixture.issuer, esHeader, claimsOf({ nbf: startSeconds + 60 }));
    expect(await fixture.outcome(token)).toBe('token_not_yet_valid');
    fixture.clock.advance(60_000);
    fixture.hear();
    expect(await fixture.outcome(token)).toBe('accepted');
  });
});

describe('when the view is not fresh', () => {
  const aStaleFixture = async (whenStale: (token: VerifiedToken) => VerifiedToken | Promise<VerifiedToken>): Promise<Fixture> => {
    const fixture = await createFixture({ whenStale });
    fixture.clock.advance(5000);
    return fixture;
  };

  test('a token is asked about only after every stage has passed', async () => {
    const whenStale = vi.fn((token: VerifiedToken) => token);
    const fixture = await aStaleFixture(whenStale);
    fixture.view.raise([aRevocation({ sid: aSid(2) })]);
    for (const claims of [
      { iss: 'https://thief.example' },
      { exp: startSeconds - 60, iat: startSeconds - 90 },
      { sid: aSid(2) },
      { sub: 7 },
    ]) {
      expect(await fixture.outcome(signEs256(fixture.issuer, esHeader, claimsOf(claims)))).not.toBe('accepted');
    }
    expect(whenStale).not.toHaveBeenCalled();
    expect(await fixture.outcome(signEs256(fixture.issuer))).toBe('accepted');
    expect(whenStale).toHaveBeenCalledOnce();
  });

  test('a token is asked about each time that it is presented', async () => {
    const answers = ['accepted', 'session_revoked', 'accepted'];
    const fixture = await aStaleFixture(async (token) => {
      if (answers.shift() === 'session_revoked') throw new GemelError('session_revoked');
      return token;
    });
    const token = signEs256(fixture.issuer);
    expect([await fixture.outcome(token), await fixture.outcome(token), await fixture.outcome(token)]).toEqual([
      'accepted',
      'session_revoked',
      'accepted',
    ]);
  });

  test.each([
    ['that its session has ended', 'session_revoked', (fixture: Fixture) => fixture.hear({ entries: [aRevocation()] })],
    [
      'that it may do something else',
      'token_superseded',
      (fixture: Fixture) => fixture.hear({ entries: [aRevocation({ generation: 2 })] }),
    ],
    ['that its key has been retired', 'token_key_retired', (fixture: Fixture) => fixture.hear({ entries: [{ kind: 'key', kid: 'es' }] })],
    ['that it has expired', 'token_expired', (fixture: Fixture) => fixture.clock.advance(295_000)],
  ])('what is heard while somebody is asked about a token beats the answer: %s (F08)', async (_what, code, happens) => {
    let answer = (): void => undefined;
    const fixture = await aStaleFixture(
      (token) =>
        new Promise((resolve) => {
          answer = () => resolve(token);
        }),
    );
    const outcome = fixture.outcome(signEs256(fixture.issuer));
    happens(fixture);
    answer();
    expect(await outcome).toBe(code);
  });

  test('what was asked is given back, so that the one who answers may say more than the token', async () => {
    const other = { claims: {}, kid: 'x', principal: {} } as unknown as VerifiedToken;
    const fixture = await aStaleFixture(() => other);
    expect(await fixture.verify(signEs256(fixture.issuer))).toBe(other);
  });
});

describe('a token whose key is not known', () => {
  test('is accepted when another look finds the key', async () => {
    const { keys, issuer } = await createFixture();
    let isKnown = false;
    const refresh = vi.fn(async () => {
      isKnown = true;
    });
    const fixture = await createFixture({ keys: { find: (kid) => (isKnown ? keys.find(kid) : undefined), refresh } });
    expect(await fixture.outcome(signEs256(issuer))).toBe('accepted');
    expect(refresh).toHaveBeenCalledExactlyOnceWith('es');
  });

  test('is refused when another look does not find it', async () => {
    const fixture = await createFixture({ keys: { find: () => undefined, refresh: async () => undefined } });
    expect(await fixture.outcome(signEs256(fixture.issuer))).toBe('token_key_unknown');
  });

  test('is answered with a fault when another look was not possible', async () => {
    const refresh = async (): Promise<void> => {
      throw new GemelError('keys_unavailable');
    };
    const fixture = await createFixture({ keys: { find: () => undefined, refresh } });
    expect(await fixture.outcome(signEs256(fixture.issuer))).toBe('keys_unavailable');
  });

  test('is refused when the key that was found is for another algorithm', async () => {
    let key: VerificationKey | undefined;
    const { keys, issuer } = await createFixture();
    const refresh = async (): Promise<void> => {
      key = keys.find('hs');
    };
    const fixture = await createFixture({ keys: { find: () => key, refresh } });
    expect(await fixture.outcome(signEs256(issuer))).toBe('token_algorithm_wrong');
  });

  test('is refused without another look when the key was retired', async () => {
    const refresh = vi.fn(async () => undefined);
    const fixture = await createFixture({ keys: { find: () => undefined, refresh } });
    fixture.hear({ entries: [{ kind: 'key', kid: 'es' }] });
    expect(await fixture.outcome(signEs256(fixture.issuer))).toBe('token_key_retired');
    expect(refresh).not.toHaveBeenCalled();
  });

  test('whose key is retired while it is being looked for is refused', async () => {
    const { keys, issuer } = await createFixture();
    let isKnown = false;
    const fixture = await createFixture({
      keys: {
        find: (kid) => (isKnown ? keys.find(kid) : undefined),
        refresh: async () => {
          isKnown = true;
          fixture.hear({ entries: [{ kind: 'key', kid: 'es' }] });
        },
      },
    });
    expect(await fixture.outcome(signEs256(issuer))).toBe('token_key_retired');
  });
});

describe('the signature of a token', () => {
  async function counting(
    cacheSize: number,
  ): Promise<{ readonly fixture: Fixture; readonly holds: ReturnType<typeof vi.fn>; sign(number: number): string }> {
    const { keys, issuer } = await createFixture();
    const key = keys.find('es');
    const holds = vi.fn((input: string, signature: string) => key?.holds(input, signature) ?? false);
    const fixture = await createFixture({
      cacheSize,
      keys: { find: (kid) => (kid === 'es' ? { kid, algorithm: 'ES256', holds } : undefined), refresh: () => undefined },
    });
    return { fixture, holds, sign: (number) => signEs256(issuer, esHeader, claimsOf({ jti: `token-${number}` })) };
  }

  test('is checked once for a token that is presented again', async () => {
    const { fixture, holds, sign } = await counting(100);
    const token = sign(1);
    for (let round = 0; round < 3; round++) expect(await fixture.outcome(token)).toBe('accepted');
    expect(holds).toHaveBeenCalledOnce();
  });

  test('is checked each time where no cache is wanted', async () => {
    const { fixture, holds, sign } = await counting(0);
    const token = sign(1);
    for (let round = 0; round < 3; round++) await fixture.outcome(token);
    expect(holds).toHaveBeenCalledTimes(3);
  });

  test('is checked each time for a token that is refused: no failure is remembered', async () => {
    const { fixture, holds, sign } = await counting(100);
    const token = `${sign(1).slice(0, -86)}${'A'.repeat(86)}`;
    for (let round = 0; round < 3; round++) expect(await fixture.outcome(token)).toBe('token_signature_invalid');
    expect(holds).toHaveBeenCalledTimes(3);
  });

  test('is checked again for a token that many others have driven out', async () => {
    const { fixture, holds, sign } = await counting(4);
    const tokens = Array.from({ length: 6 }, (_, index) => sign(index));
    for (const token of tokens) await fixture.outcome(token);
    holds.mockClear();
    await fixture.outcome(tokens[0] ?? '');
    expect(holds).toHaveBeenCalledOnce();
  });

  test('is checked before the session is looked at, and with nothing of another token', async () => {
    const { fixture, sign } = await counting(100);
    const [one, other] = [sign(1), sign(2)];
    await fixture.outcome(one);
    const mixed = `${one.slice(0, one.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}`;
    expect(await fixture.outcome(mixed)).toBe('token_signature_invalid');
    expect(await fixture.outcome(other)).toBe('accepted');
    expect(await fixture.outcome(mixed)).toBe('token_signature_invalid');
  });

  test('is still checked when the header has been seen many times', async () => {
    const { fixture, issuer } = await createFixture().then((one) => ({ fixture: one, issuer: one.issuer }));
    for (let number = 0; number < 70; number++) {
      expect(await fixture.outcome(signEs256(issuer, { ...esHeader, x: number }, claimsOf({ jti: `token-${number}` })))).toBe('accepted');
    }
    expect(await outcomeOf(() => fixture.verify(`${signEs256(issuer).slice(0, -4)}AAAA`))).toBe('token_signature_invalid');
  });
});

describe('a token of a session in which somebody else acts', () => {
  const act = { sub: 'root', sid: aSid(2) };

  test('says so in its principal (RFC 8693)', async () => {
    const fixture = await createFixture();
    const { principal } = await fixture.verify(signEs256(fixture.issuer, esHeader, claimsOf({ act: { ...act, more: 'of it' } })));
    expect(principal.act).toEqual(act);
    expect((await fixture.verify(signEs256(fixture.issuer))).principal).not.toHaveProperty('act');
  });

  test('is not relied on where one of the two lies in a part of the view that is not fresh', async () => {
    const fixture = await createFixture();
    const partitions = 2;
    const sidIn = (partition: number): string =>
      [...'ABCDEFGH'].map((first) => first.padEnd(22, 'A')).find((sid) => partitionOf(sid, partitions) === partition) ?? '';
    const [own, origin] = [sidIn(0), sidIn(1)];
    const impersonated = signEs256(fixture.issuer, esHeader, claimsOf({ sid: own, act: { sub: 'root', sid: origin } }));
    const plain = signEs256(fixture.issuer, esHeader, claimsOf({ sid: own }));
    fixture.hear({ partitions });
    fixture.clock.advance(4000);
    fixture.hear({ partitions, silent: [1] });
    fixture.clock.advance(2000);
    expect([await fixture.outcome(plain), await fixture.outcome(impersonated)]).toEqual(['accepted', 'view_stale']);
    fixture.hear({ partitions });
    expect(await fixture.outcome(impersonated)).toBe('accepted');
  });

  test('is refused from the end of the session that it came of, and not from a change of it', async () => {
    const fixture = await createFixture();
    const token = signEs256(fixture.issuer, esHeader, claimsOf({ act }));
    await fixture.verify(token);
    fixture.hear({ entries: [aRevocation({ sid: act.sid, generation: 2 })] });
    await fixture.verify(token);
    fixture.hear({ entries: [aRevocation({ sid: act.sid })] });
    expect(await outcomeOf(() => fixture.verify(token))).toBe('session_revoked');
    expect(await outcomeOf(() => fixture.verify(signEs256(fixture.issuer)))).not.toBe('session_revoked');
  });
});

describe('a refusal tells the log', () => {
  async function causeOf(token: string, fixture: Fixture): Promise<unknown> {
    return fixture.verify(token).catch((error: unknown) => (error instanceof GemelError ? error.cause : error));
  }

  test.each([
    ['whose session has ended', aRevocation(), { sid: aSid(1) }],
    ['whose session has changed', aRevocation({ generation: 2 }), { sid: aSid(1) }],
    ['which key was retired', { kind: 'key', kid: 'es' } as const, { kid: 'es' }],
  ])('%s, and never the token', async (_title, entry, cause) => {
    const fixture = await createFixture();
    const token = signEs256(fixture.issuer);
    await fixture.verify(token);
    fixture.hear({ entries: [entry] });
    expect(await causeOf(token, fixture)).toEqual(cause);
    expect(await causeOf(signEs256(fixture.issuer), fixture)).toEqual(cause);
  });

  test.each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'sid', 'generation', 'auth_time', 'amr', 'roles', 'permissions'])(
    'that the claim %s is wrong',
    async (claim) => {
      const fixture = await createFixture();
      expect(await causeOf(signEs256(fixture.issuer, esHeader, claimsOf({ [claim]: null })), fixture)).toEqual({ claim });
    },
  );

  test.each([
    ['nbf', -1],
    ['acr', ''],
    ['act', {}],
    ['act', null],
    ['act', 'root'],
    ['act', { sub: 'root' }],
    ['act', { sub: '', sid: aSid(2) }],
    ['act', { sub: 'root', sid: 'x' }],
    ['act', [{ sub: 'root', sid: aSid(2) }]],
  ])('that the claim %s is wrong where there is one', async (claim, value) => {
    const fixture = await createFixture();
    expect(await causeOf(signEs256(fixture.issuer, esHeader, claimsOf({ [claim]: value })), fixture)).toEqual({ claim });
  });

  test.each([[{}], [null], ['key'], [{ jkt: 'A'.repeat(43) }]])('that it is bound to a key, and in which session: %j', async (cnf) => {
    const fixture = await createFixture();
    expect(await causeOf(signEs256(fixture.issuer, esHeader, claimsOf({ cnf })), fixture)).toEqual({ claim: 'cnf', sid: aSid(1) });
  });

  test('which key is not known, or is for another algorithm', async () => {
    const fixture = await createFixture();
    expect(await causeOf(signEs256(fixture.issuer, { ...esHeader, kid: 'other' }), fixture)).toEqual({ kid: 'other' });
    expect(await causeOf(signEs256(fixture.issuer, { ...esHeader, kid: 'hs' }), fixture)).toEqual({ kid: 'hs' });
    expect(await causeOf('x'.repeat(9000), fixture)).toEqual({ length: 9000 });
  });
});
