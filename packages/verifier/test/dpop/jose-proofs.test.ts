/** Proofs by a client that others wrote, and what others say of them: jose makes and checks them, thumbprints included. */
import { createDpop } from '@gemel/verifier/dpop';
import { calculateJwkThumbprint, EmbeddedJWK, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { startSeconds } from '../support/manual-clock.ts';

test.each(['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'])(
  'proofs that jose makes by %s hold, and their thumbprints are jose’s',
  async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { modulusLength: 3072, extractable: true });
    const jwk = await exportJWK(publicKey);
    const dpop = createDpop({ url: 'https://orders.example' });
    const proof = await new SignJWT({ htm: 'GET', htu: 'https://orders.example/orders', jti: alg })
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk })
      .setIssuedAt(startSeconds)
      .sign(privateKey);
    const request = { method: 'GET', header: () => proof, message: { url: '/orders' } };
    expect(await dpop.prove(request, startSeconds)).toBe(await calculateJwkThumbprint(jwk));
    const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', currentDate: new Date(startSeconds * 1000) });
    expect(payload).toMatchObject({ htm: 'GET', jti: alg });
  },
);
