/** Keys of `gemel keys generate`, as another library and our verifier see them. */
import { importVerificationKey, verifyCompactJws } from '@gemel/verifier';
import type { PublicJwk } from '@gemel/protocol';
import { signingAlgorithms } from 'gemel';
import { calculateJwkThumbprint, CompactSign, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { generateJwkPair, type Jwk } from '../../src/keys/generate-jwk-pair.ts';

async function sign(jwk: Jwk): Promise<string> {
  const { alg = '', kid = '' } = jwk;
  return new CompactSign(new TextEncoder().encode('text')).setProtectedHeader({ alg, kid }).sign(await importJWK(jwk, alg));
}

describe.each(signingAlgorithms.filter((name) => name !== 'HS256'))('a pair for %s', (algorithm) => {
  it('signs with one half and verifies with the other, which is named by its thumbprint and gives nothing away', async () => {
    const { privateJwk, publicJwk = {} } = await generateJwkPair(algorithm);
    expect(publicJwk['kid']).toBe(await calculateJwkThumbprint(publicJwk));
    expect(Object.keys(publicJwk)).not.toContain('d');
    const key = await importVerificationKey(publicJwk as unknown as PublicJwk); // judged there
    const { payload } = await verifyCompactJws(await sign(privateJwk), [key]);
    expect(new TextDecoder().decode(payload)).toBe('text');
  });
});

describe('a key for HS256', () => {
  it('is one secret of 32 bytes with a name that says nothing of it', async () => {
    const { privateJwk, publicJwk } = await generateJwkPair('HS256');
    expect(publicJwk).toBeUndefined();
    const symmetricKey = Buffer.from(privateJwk['k'] ?? '', 'base64url');
    expect(symmetricKey).toHaveLength(32);
    expect(privateJwk['kid']).not.toBe(await calculateJwkThumbprint(privateJwk));
    const key = await importVerificationKey({ kid: privateJwk['kid'] ?? '', alg: 'HS256', symmetricKey });
    expect((await verifyCompactJws(await sign(privateJwk), [key])).kid).toBe(privateJwk['kid']);
  });
});
