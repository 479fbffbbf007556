/** The JWS layer over node:crypto, where it answers without a promise. */
import { importVerificationKey, verifyCompactJws } from '@gemel/verifier';
import { expect, test } from 'vitest';
import { createIssuer, signEs256 } from './support/issuer.ts';
import { describeJws } from './support/jws-suite.ts';

describeJws('node:crypto');

test('the answer is there at once', () => {
  const issuer = createIssuer();
  const key = importVerificationKey(issuer.publicJwk);
  if (key instanceof Promise) throw new Error('node:crypto imports at once');
  expect(verifyCompactJws(signEs256(issuer), [key])).toMatchObject({ kid: 'es' });
});
