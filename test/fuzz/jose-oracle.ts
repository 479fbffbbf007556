/** Jose, asked the same question as the verifier: the keys by their names, the algorithm of each, issuer, audience, type and time. */
import type { KeyMaterial } from '@gemel/verifier';
import { compactVerify, importJWK, type JWK, jwtVerify } from 'jose';
import { audience, clockTolerance, issuer, now } from './reference-token.ts';

type JoseKey = Awaited<ReturnType<typeof importJWK>>;

export interface JoseOracle {
  /** Whether jose accepts the text as an access token for us. */
  acceptsToken(token: string): Promise<boolean>;
  /** Whether jose accepts the signature. */
  acceptsJws(jws: string): Promise<boolean>;
}

/** Its own check of a key against a header is by the kind of the key; which key has which algorithm, its caller says. */
export async function createJoseOracle(materials: readonly KeyMaterial[]): Promise<JoseOracle> {
  const keys = new Map<string, { readonly alg: string; readonly key: JoseKey }>();
  for (const material of materials) {
    const key = 'symmetricKey' in material ? material.symmetricKey : await importJWK(material as JWK, material.alg);
    keys.set(material.kid, { alg: material.alg, key });
  }
  const [only] = keys.size === 1 ? [...keys.values()] : [];
  const find = ({ alg, kid }: { readonly alg?: string; readonly kid?: string }): JoseKey => {
    const found = kid === undefined ? only : keys.get(kid);
    if (found === undefined || found.alg !== alg) throw new Error('no such key');
    return found.key;
  };
  const options = { issuer, audience, typ: 'at+jwt', clockTolerance, currentDate: new Date(now * 1000), requiredClaims: ['exp', 'iat'] };
  const isKept = async (promise: Promise<unknown>): Promise<boolean> =>
    promise.then(
      () => true,
      () => false,
    );
  return {
    acceptsToken: (token) => isKept(jwtVerify(token, find, options)),
    acceptsJws: (jws) => isKept(compactVerify(jws, find)),
  };
}
