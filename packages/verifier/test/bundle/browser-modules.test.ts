/** The modules that stand in a bundle where others do on Node.js: they fetch code when it is needed, and say less. */
import { GemelError } from '@gemel/protocol';
import { expect, test } from 'vitest';
import { messageOf } from '../../../protocol/src/error-message.browser.ts';
import { adviceOn } from '../../src/advice.browser.ts';
import { algorithms } from '../../src/algorithm.ts';
import { furtherAlgorithms } from '../../src/further-algorithms.browser.ts';
import { createIntrospection } from '../../src/introspection.browser.ts';
import { algorithmKeys } from '../support/algorithm-keys.ts';
import { createManualClock } from '../support/manual-clock.ts';

test('they know the same algorithms, in the same order', () => {
  const known = Array.from(algorithms.values(), ({ name, isSymmetric }) => ({ name, isSymmetric }));
  expect(furtherAlgorithms.map(({ name, isSymmetric }) => ({ name, isSymmetric }))).toEqual(known.filter(({ name }) => name !== 'ES256'));
});

const publicKeyAlgorithms = furtherAlgorithms.filter((algorithm) => !algorithm.isSymmetric);
test.each(publicKeyAlgorithms.map((algorithm) => [algorithm.name, algorithm] as const))(
  'a key for %s is judged and imported by the code that is fetched',
  async (name, algorithm) => {
    const key = Object.entries(algorithmKeys).find(([of]) => of === name)?.[1];
    if (key === undefined) throw new Error(`no key for ${name}`);
    const signature = key.sign('text').toString('base64url');
    const holds = await algorithm.importKey(key.publicJwk, {});
    expect(await holds('text', signature)).toBe(true);
    expect(await holds('texts', signature)).toBe(false);
    await expect(algorithm.importKey({ ...key.publicJwk, kty: 'EC' }, {})).rejects.toMatchObject({ code: 'options_invalid' });
  },
);

test('J08 a secret for HS256 is as long as anywhere', async () => {
  const [hs256] = furtherAlgorithms.filter((algorithm) => algorithm.isSymmetric);
  if (hs256 === undefined) throw new Error('no HS256');
  const importing = async (length: number): Promise<unknown> =>
    hs256.importKey({ kid: 'k', alg: 'HS256', symmetricKey: new Uint8Array(length) }, {});
  await expect(importing(31)).rejects.toMatchObject({ code: 'options_invalid' });
  expect(await importing(32)).toBeTypeOf('function');
});

test('the issuer is asked, once the code is there', async () => {
  const asked: string[] = [];
  const ask = createIntrospection({
    address: async () => 'https://app.example/oauth/introspect',
    clientId: 'orders',
    clientSecret: 'secret',
    clock: createManualClock(),
    maxStaleness: () => 5,
    fetch: async (url) => {
      asked.push(url);
      return new Response('{}');
    },
  });
  const token = { claims: {}, kid: 'k' } as unknown as Parameters<typeof ask>[0]; // of which only the claims are looked at
  await expect(ask(token, 'a.b.c')).rejects.toThrow(new GemelError('view_stale'));
  expect(asked).toEqual(['https://app.example/oauth/introspect']);
});

test('a mistake is named', () => {
  expect(messageOf('token_expired')).toBe('token_expired');
  expect(adviceOn('issuer')).toContain('issuer');
  expect(adviceOn('url', 'keys.jwksUri')).toContain('keys.jwksUri');
});
