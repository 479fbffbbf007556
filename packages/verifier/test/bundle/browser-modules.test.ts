/** The modules that stand in a bundle where others do on Node.js: they fetch code when it is needed, and say less. */
import { GemelError } from '@gemel/protocol';
import { expect, test } from 'vitest';
import { messageOf } from '../../../protocol/src/error-message.browser.ts';
import { adviceOn } from '../../src/advice.browser.ts';
import { createIntrospection } from '../../src/introspection.browser.ts';
import { createManualClock } from '../support/manual-clock.ts';

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
