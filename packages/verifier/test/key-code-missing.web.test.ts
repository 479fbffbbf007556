/** In a bundle the code of an algorithm is fetched: where it cannot be had, a key's being there is not known, which is a fault and no refusal. */
import { createRemoteKeys } from '@gemel/verifier';
import { expect, test, vi } from 'vitest';
import { algorithmKeys } from './support/algorithm-keys.ts';
import { createIssuer } from './support/issuer.ts';
import { createManualClock } from './support/manual-clock.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

vi.mock('../src/signature.node.ts', () => import('../src/signature.web.ts'));
vi.mock('../src/further-algorithms.ts', () => import('../src/further-algorithms.browser.ts'));
vi.mock('../src/rsa.ts', () => {
  throw new Error('the network is away');
});

test('J29 keys of which one could not be imported for want of its code are not had at all', async () => {
  const clock = createManualClock();
  const published = { keys: [createIssuer().publicJwk, algorithmKeys.RS256.publicJwk] };
  const keys = createRemoteKeys({ url: 'https://app.example/jwks.json', clock, fetch: async () => Response.json(published) });
  expect(await outcomeOf(() => keys.load())).toBe('keys_unavailable');
  expect(await outcomeOf(async () => keys.refresh('RS256'))).toBe('keys_unavailable');
  published.keys.pop();
  clock.advance(5000);
  await keys.refresh('es');
  expect(keys.find('es')?.algorithm).toBe('ES256');
});
