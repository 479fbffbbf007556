/** RSA keys below 3072 bits are taken by a whole verifier only where the address of the keys says so. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createVerifier } from '@gemel/verifier';
import { expect, onTestFinished, test } from 'vitest';
import { jwkOf, signWith } from './support/algorithm-keys.ts';
import { audienceName, issuerName } from './support/issuer.ts';
import { createManualClock } from './support/manual-clock.ts';
import { aPage } from './support/pages.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

test.each([
  [{}, 'token_key_unknown'],
  [{ allowRsa2048: false }, 'token_key_unknown'],
  [{ allowRsa2048: true }, 'accepted'],
])('a token under a key of 2048 bits, with %j beside the address: %s', async (allowances, outcome) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicJwk = jwkOf(publicKey, 'RS256');
  const clock = createManualClock();
  const feed = { read: async () => aPage({ now: clock.wallMs() / 1000 }) };
  const keys = { jwksUri: 'https://app.example/jwks.json', ...allowances };
  const verifier = createVerifier(
    { issuer: issuerName, audience: audienceName, keys, feed, algorithms: ['RS256'] },
    { clock, sleep: clock.sleep, jitter: () => 1, fetch: async () => Response.json({ keys: [publicJwk] }) },
  );
  onTestFinished(() => verifier.close());
  await verifier.ready();
  const token = signWith({ publicJwk, sign: (text) => sign('sha256', Buffer.from(text), privateKey) });
  expect(await outcomeOf(() => verifier.verify(token))).toBe(outcome);
});
