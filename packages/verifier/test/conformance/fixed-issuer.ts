/** Issuers whose keys are published, and whose signatures are the same at each run: the files of vectors can be made again. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { signDeterministically } from '../support/deterministic-es256.ts';
import type { Issuer } from '../support/issuer.ts';

function issuerOf({ x, y, d }: { readonly x: string; readonly y: string; readonly d: string }, secret: string): Issuer {
  const privateKey = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y, d } });
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y, kid: 'es', alg: 'ES256', use: 'sig' },
    privateKey,
    publicKey: createPublicKey(privateKey),
    symmetricKey: new Uint8Array(Buffer.from(secret, 'base64url')),
    sign: (text) => signDeterministically(d, text),
  };
}

/** RFC 7515, appendix A.3, and RFC 7520, section 3.5. */
export const issuer: Issuer = issuerOf(
  {
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
  },
  'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
);

/** RFC 6979, appendix A.2.5, and RFC 7515, appendix A.1. */
export const thief: Issuer = issuerOf(
  {
    x: 'YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y',
    y: 'eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk',
    d: 'ya-p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyE',
  },
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
);
