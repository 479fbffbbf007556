/** The JWS layer: which key judges, what comes back, and what is refused before any cryptography; over each runtime's cryptography. */
import { createHmac } from 'node:crypto';
import { importVerificationKey, type VerificationKey, verifyCompactJws } from '@gemel/verifier';
import { describe, expect, test, vi } from 'vitest';
import { base64url, createIssuer, signEs256, signHs256 } from './issuer.ts';
import { importKeys, outcomeOf } from './verifier-fixture.ts';

const issuer = createIssuer();

async function ourKeys(): Promise<readonly VerificationKey[]> {
  return importKeys(issuer);
}

export function describeJws(runtime: string): void {
  describe(`a compact JWS verified by ${runtime}`, () => {
    test('gives its header, frozen, its payload as bytes and the name of the key', async () => {
      const jws = signEs256(issuer, { alg: 'ES256', kid: 'es', cty: 'text/plain', deep: { list: [1] } }, 'any text');
      const verified = await verifyCompactJws(jws, await ourKeys());
      expect(verified.protectedHeader).toEqual({ alg: 'ES256', kid: 'es', cty: 'text/plain', deep: { list: [1] } });
      expect(Object.isFrozen(verified.protectedHeader) && Object.isFrozen(verified.protectedHeader['deep'])).toBe(true);
      expect(Buffer.from(verified.payload).toString()).toBe('any text');
      expect(verified.kid).toBe('es');
    });

    test.each([
      ['bytes that are no text', Buffer.from([0, 255, 128, 10])],
      ['nothing at all', ''],
      ['a list', '[]'],
    ])('may sign %s', async (_title, payload) => {
      const { payload: read } = await verifyCompactJws(signEs256(issuer, { alg: 'ES256', kid: 'es' }, payload), await ourKeys());
      expect(Buffer.from(read)).toEqual(Buffer.from(payload));
    });

    test('of any type, or of none, is read', async () => {
      for (const typ of ['dpop+jwt', 'JWT', undefined, 'at+jwt'])
        expect((await verifyCompactJws(signEs256(issuer, { alg: 'ES256', kid: 'es', typ }, '{}'), await ourKeys())).kid).toBe('es');
    });

    test('that names no key is judged by the only one, and by none where there are several', async () => {
      const jws = signEs256(issuer, { alg: 'ES256' }, '{}');
      const [es, hs] = await ourKeys();
      if (es === undefined || hs === undefined) throw new Error('there are two keys');
      expect((await verifyCompactJws(jws, [es])).kid).toBe('es');
      expect(await outcomeOf(() => verifyCompactJws(jws, [es, hs]))).toBe('token_key_unknown');
      expect(await outcomeOf(() => verifyCompactJws(jws, [hs]))).toBe('token_algorithm_wrong');
      expect(await outcomeOf(() => verifyCompactJws(jws, []))).toBe('token_key_unknown');
    });

    test('J14 is judged by the key that it names alone, although another one signed it', async () => {
      const keys = await ourKeys();
      const other = await importVerificationKey({ ...createIssuer().publicJwk, kid: 'other' });
      expect(await outcomeOf(() => verifyCompactJws(signEs256(issuer, { alg: 'ES256', kid: 'other' }), [...keys, other]))).toBe(
        'token_signature_invalid',
      );
      expect(await outcomeOf(() => verifyCompactJws(signEs256(issuer, { alg: 'ES256', kid: 'ES' }), keys))).toBe('token_key_unknown');
      expect(await outcomeOf(() => verifyCompactJws(signEs256(issuer, { alg: 'ES256', kid: 'hs' }), keys))).toBe('token_algorithm_wrong');
    });

    test('whose key is there twice is judged by neither', async () => {
      const [es] = await ourKeys();
      if (es === undefined) throw new Error('there is a key');
      expect(await outcomeOf(() => verifyCompactJws(signEs256(issuer, { alg: 'ES256', kid: 'es' }), [es, es]))).toBe('token_key_unknown');
    });

    test('longer than was said is refused, and taken where more is allowed', async () => {
      const jws = signHs256(issuer.symmetricKey, { alg: 'HS256', kid: 'hs' }, 'x'.repeat(10_000));
      expect(await outcomeOf(async () => verifyCompactJws(jws, await ourKeys()))).toBe('token_too_large');
      expect((await verifyCompactJws(jws, await ourKeys(), { maxBytes: 20_000 })).payload).toHaveLength(10_000);
    });

    test.each([
      ['J01 no algorithm', { kid: 'es' }, 'token_malformed'],
      ['J01 none', { alg: 'none', kid: 'es' }, 'token_algorithm_wrong'],
      ['J05 a key of its own', { alg: 'ES256', kid: 'es', jwk: issuer.publicJwk }, 'token_malformed'],
      ['J06 an address', { alg: 'ES256', kid: 'es', jku: 'http://127.0.0.1:1/' }, 'token_malformed'],
      ['J07 a name that is no text', { alg: 'ES256', kid: 7 }, 'token_malformed'],
      ['J07 an empty name', { alg: 'ES256', kid: '' }, 'token_malformed'],
      ['J07 an endless name', { alg: 'ES256', kid: 'k'.repeat(257) }, 'token_malformed'],
      ['J15 a critical parameter', { alg: 'ES256', kid: 'es', crit: ['exp'], exp: 1 }, 'token_critical_unknown'],
      ['J25 a header that is a list', [], 'token_malformed'],
    ])('is refused before any cryptography: %s', async (_title, header, code) => {
      const holds = vi.fn(() => true);
      const jws = signEs256(issuer, header, '{}');
      expect(await outcomeOf(() => verifyCompactJws(jws, [{ kid: 'es', algorithm: 'ES256', holds }]))).toBe(code);
      expect(holds).not.toHaveBeenCalled();
    });

    test('J10 J17 J19 J20 has one spelling', async () => {
      const jws = signEs256(issuer, { alg: 'ES256', kid: 'es' }, 'text');
      const [header = '', payload = '', signature = ''] = jws.split('.');
      const keys = await ourKeys();
      for (const other of [
        `${header}.${payload}`,
        `${header}.${payload}.`,
        `.${payload}.${signature}`,
        `${jws}.`,
        `${jws}==`,
        ` ${jws}`,
        `${jws}\n`,
        `${header}.${payload}=.${signature}`,
        `${jws}.AAAA.AAAA`,
        JSON.stringify({ protected: header, payload, signature }),
        '',
        '.',
        '..',
      ])
        expect(await outcomeOf(() => verifyCompactJws(other, keys))).toBe('token_malformed');
    });

    test('J02 a MAC under the text of a public key does not hold', async () => {
      const input = `${base64url(JSON.stringify({ alg: 'HS256', kid: 'es' }))}.e30`;
      const jws = `${input}.${createHmac('sha256', JSON.stringify(issuer.publicJwk)).update(input).digest('base64url')}`;
      expect(await outcomeOf(async () => verifyCompactJws(jws, await ourKeys()))).toBe('token_algorithm_wrong');
    });
  });
}
