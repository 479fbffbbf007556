/** Where the keys for `gemel token verify` come from, and what is left out of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GemelError } from '@gemel/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generateJwkPair } from '../../src/keys/generate-jwk-pair.ts';
import { loadTokenKeys } from '../../src/tokens/load-token-keys.ts';

function fileWith(value: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'gemel-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'jwks.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function problems(place: string): Promise<string> {
  const error = await loadTokenKeys(place, {}).then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof GemelError && Array.isArray(error.cause) ? error.cause.join('\n') : `no problem: ${String(error)}`;
}

describe('keys out of a file', () => {
  it('are its usable ones, and of the others it is said why', async () => {
    const good = await generateJwkPair('ES256', 'good');
    const secret = await generateJwkPair('HS256', 'shared');
    const path = fileWith({
      keys: [good.publicJwk, { ...good.privateJwk, kid: 'private' }, secret.privateJwk, { ...good.publicJwk, kid: 'enc', use: 'enc' }],
    });
    const { keys, remarks } = await loadTokenKeys(path, {});
    expect(['good', 'private', 'shared', 'enc'].map((kid) => keys.find(kid)?.algorithm)).toEqual(['ES256', undefined, 'HS256', undefined]);
    expect(remarks).toEqual([
      `key 2 of ${path} is left out: a verifier takes public keys: leave the private member out`,
      `key 4 of ${path} is left out: the key is not for signatures: its use is not "sig"`,
    ]);
    expect(remarks.join()).not.toContain(good.privateJwk['d']);
  });

  it('are refused where there are none, or two of one name', async () => {
    const { publicJwk } = await generateJwkPair('ES256', 'good');
    expect(await problems(fileWith({ keys: [] }))).toMatch(/holds no key that tokens can be verified with$/);
    expect(await problems(fileWith({ keys: [publicJwk, publicJwk] }))).toMatch(/holds two keys of the name good/);
    expect(await problems(fileWith('nonsense'))).toMatch(/is neither a JWK set, \{"keys":\[…\]\}, nor a JWK/);
    expect(await problems('/nowhere/jwks.json')).toBe('--jwks /nowhere/jwks.json cannot be read (ENOENT): correct the path, or give a URL');
  });

  it('of a short modulus are taken where that is asked for by name', async () => {
    const short = { kty: 'RSA', kid: 'short', alg: 'RS256', e: 'AQAB', n: Buffer.alloc(256, 0xc5).toString('base64url') };
    const path = fileWith({ keys: [short] });
    expect(await problems(path)).toMatch(/at least 3072, or 2048 where --allow-rsa-2048 is given,/);
    expect((await loadTokenKeys(path, { allowRsa2048: true })).keys.find('short')?.algorithm).toBe('RS256');
  });
});

describe('keys from an address', () => {
  it('come over no network in clear', async () => {
    expect(await problems('http://keys.example/jwks.json')).toMatch(/^--jwks takes a file, or a URL with https:/);
  });
});
