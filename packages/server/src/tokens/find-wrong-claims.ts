/** All the claims that the verifier would refuse, found by asking it again each time one of them has been put right. */
import type { Clock } from '@gemel/protocol';
import type { JsonObject } from './decode-token.ts';
import { judgeAsIfSigned } from './judge-as-if-signed.ts';

/** A claim of each name that is right, but for the one that must not be there. */
const right: JsonObject = {
  iss: 'https://issuer.example',
  sub: 'somebody',
  aud: 'https://audience.example',
  exp: 1,
  iat: 1,
  nbf: 1,
  jti: 'token',
  client_id: 'client',
  sid: 'A'.repeat(22),
  generation: 1,
  auth_time: 1,
  amr: [],
  acr: 'class',
  roles: [],
  permissions: [],
  cnf: undefined,
};
const header: JsonObject = { typ: 'at+jwt', alg: 'ES256', kid: 'any' };

/** Resolves to the names of the claims that are missing, of the wrong type, or not to be there, in the verifier's order. */
export async function findWrongClaims(payload: JsonObject, clock: Clock): Promise<readonly string[]> {
  const wrong: string[] = [];
  const mended: Record<string, unknown> = { ...payload };
  for (let name = await firstWrong(mended, clock); name !== undefined; name = await firstWrong(mended, clock)) {
    if (wrong.includes(name)) break; // the verifier has come to refuse what is called right here
    wrong.push(name);
    mended[name] = right[name];
  }
  return wrong;
}

async function firstWrong(payload: JsonObject, clock: Clock): Promise<string | undefined> {
  const text = `${spell(header)}.${spell(payload)}.AAAA`;
  const cause = (await judgeAsIfSigned(text, { header, payload }, clock))?.cause;
  return typeof cause === 'object' && cause !== null && 'claim' in cause && typeof cause.claim === 'string' ? cause.claim : undefined;
}

function spell(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
