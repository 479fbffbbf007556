/** The token suite: every forgery and every good form, run over each runtime's cryptography. */
import { createKeySet, importVerificationKey } from '@gemel/verifier';
import { describe, expect, test, vi } from 'vitest';
import { refusals, withClaims, withHeader, withPayload } from './forgeries.ts';
import { audienceName, claimsOf, createIssuer, esHeader, signEs256, signHs256 } from './issuer.ts';
import { startSeconds } from './manual-clock.ts';
import { aSid } from './pages.ts';
import { createFixture, type Fixture, importKeys } from './verifier-fixture.ts';
import { wrongMaterials } from './wrong-materials.ts';

export function describeTokens(runtime: string): void {
  describe(`a token verified by ${runtime}`, () => {
    test.each(refusals)('is refused: %s', async (_title, forge, code) => {
      const fixture = await createFixture();
      expect(await fixture.outcome(forge(fixture))).toBe(code);
    });

    test.each([
      ['ES256', withHeader(esHeader)],
      ['HS256', ({ issuer }: Fixture) => signHs256(issuer.symmetricKey)],
      ['typ application/at+jwt', withHeader({ ...esHeader, typ: 'application/at+jwt' })],
      ['an unknown parameter in the header', withHeader({ ...esHeader, cty: 'x' })],
      ['several audiences', withClaims({ aud: ['https://other.example', audienceName] })],
      ['a context class', withClaims({ acr: 'aal2' })],
      ['a beginning in the past', withClaims({ nbf: startSeconds })],
      ['no roles', withClaims({ roles: [], permissions: [], amr: [] })],
      ['custom claims, nested', withClaims({ tenant: { id: 'a:b"c\\', list: [{ id: 1 }, { id: 2 }] }, 'x:y': ':', flag: null })],
      ['a claim of thousands of letters', withClaims({ note: 'x'.repeat(4000) })],
      ['several quotes in each text', withClaims({ a: '"":"",{"', b: '\\"', c: '":"', '"d"': '\\\\"' })],
      ['letters of the whole world', withClaims({ sub: 'пользователь-用户-🙂' })],
      ['spaces between members', withPayload(JSON.stringify(claimsOf(), null, 2))],
    ] as const)('is accepted: %s', async (_title, forge) => {
      const fixture = await createFixture();
      expect(await fixture.outcome(forge(fixture))).toBe('accepted');
    });

    test('gives its claims, the principal and the name of its key, frozen all through', async () => {
      const fixture = await createFixture();
      const token = signEs256(fixture.issuer, esHeader, claimsOf({ acr: 'aal2', tenant: { id: 7 } }));
      const verified = await fixture.verify(token);
      expect(verified.claims).toEqual(claimsOf({ acr: 'aal2', tenant: { id: 7 } }));
      expect(verified.kid).toBe('es');
      expect(verified.principal).toEqual({
        subject: 'user-1',
        sid: aSid(1),
        generation: 1,
        clientId: 'gemel',
        authentication: { time: startSeconds - 60, amr: ['pwd'], acr: 'aal2' },
        roles: ['clerk'],
        permissions: ['orders:read'],
        claims: { tenant: { id: 7 } },
      });
      expect(verified.principal).toBe((await fixture.verify(token)).principal);
      expect(
        Object.isFrozen(verified.claims) && Object.isFrozen(verified.claims.roles) && Object.isFrozen(verified.claims['tenant' as 'sub']),
      ).toBe(true);
      expect(() => (verified.claims.roles as string[]).push('admin')).toThrow(TypeError);
      expect(Object.isFrozen(verified.principal.claims)).toBe(true);
    });

    test('J06 makes no request because of what its header says', async () => {
      const fetched = vi.spyOn(globalThis, 'fetch');
      const fixture = await createFixture();
      for (const name of ['jku', 'x5u']) await fixture.outcome(signEs256(fixture.issuer, { ...esHeader, [name]: 'http://127.0.0.1:1/' }));
      await fixture.outcome(signEs256(fixture.issuer, { ...esHeader, kid: 'http://127.0.0.1:1/' }));
      expect(fetched).not.toHaveBeenCalled();
      fetched.mockRestore();
    });

    test('J14 is refused where its algorithm is not allowed, although a key of its name and algorithm is known', async () => {
      const fixture = await createFixture({ algorithms: ['ES256'] });
      expect(await fixture.outcome(signHs256(fixture.issuer.symmetricKey))).toBe('token_algorithm_wrong');
    });

    test('J16 is looked up by the name of its key and nothing else', async () => {
      const asked: unknown[][] = [];
      const fixture = await createFixture({
        keys: {
          find: (...names) => void asked.push(names),
          refresh: (...names) => void asked.push(names),
        },
      });
      expect(await fixture.outcome(signEs256(fixture.issuer))).toBe('token_key_unknown');
      expect(asked).toEqual([['es'], ['es']]);
    });

    test('J18 J20 is refused before any cryptography where its form is wrong', async () => {
      const issuer = createIssuer();
      const [real] = await importKeys(issuer);
      const holds = vi.fn(() => true);
      const fixture = await createFixture({ keys: createKeySet([{ kid: 'es', algorithm: 'ES256', holds }]) });
      expect(real?.algorithm).toBe('ES256');
      for (const [, forge, code] of refusals) {
        if (
          ![
            'token_malformed',
            'token_too_large',
            'token_type_wrong',
            'token_algorithm_wrong',
            'token_critical_unknown',
            'token_key_unknown',
          ].includes(code)
        )
          continue;
        holds.mockClear();
        await fixture.outcome(forge(fixture));
        expect(holds).not.toHaveBeenCalled();
      }
    });

    test('J23 is judged the same a thousand times', async () => {
      const fixture = await createFixture({ cacheSize: 0 });
      const [good, bad] = [signEs256(fixture.issuer), signEs256(fixture.issuer, esHeader, claimsOf({ iss: 'https://thief.example' }))];
      const outcomes = new Set<string>();
      for (let round = 0; round < 1000; round++) outcomes.add(`${await fixture.outcome(good)} ${await fixture.outcome(bad)}`);
      expect([...outcomes]).toEqual(['accepted token_issuer_wrong']);
    });

    test.each(wrongMaterials)('cannot be verified with %s', async (_title, material) => {
      const pem = createIssuer().publicKey.export({ format: 'pem', type: 'spki' }).toString();
      const importing = async (): Promise<unknown> => importVerificationKey(material(pem) as Parameters<typeof importVerificationKey>[0]);
      const error: unknown = await importing().catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'options_invalid' });
      expect(String(error)).not.toContain('BEGIN');
    });
  });
}
