/** Where an issuer's metadata lies. */
import { metadataUrlOf } from '@gemel/protocol';
import { expect, test } from 'vitest';

test.each([
  ['https://app.example', 'https://app.example/.well-known/oauth-authorization-server'],
  ['https://app.example/', 'https://app.example/.well-known/oauth-authorization-server'],
  ['https://app.example/tenant', 'https://app.example/.well-known/oauth-authorization-server/tenant'],
  ['https://app.example/a/b/', 'https://app.example/.well-known/oauth-authorization-server/a/b'],
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/.well-known/oauth-authorization-server'],
])('the metadata of %s is at %s (RFC 8414, section 3)', (issuer, url) => {
  expect(metadataUrlOf(issuer)).toBe(url);
});
