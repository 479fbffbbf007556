/** Runs the cases of files of vectors against a build of the verifier, on whatever runtime: nothing here is of Node.js. */
import type * as library from '@gemel/verifier';
import type { createDpop } from '@gemel/verifier/dpop';
import { createManualClock } from '../support/manual-clock.ts';
import { aPage } from '../support/pages.ts';
import type { ProofInput, TokenSetting, VectorCase, VectorFile, VectorGroup, VectorKey } from './vector-file.ts';

export type VerifierLibrary = Pick<
  typeof library,
  | 'createKeySet'
  | 'createTokenVerifier'
  | 'createView'
  | 'GemelError'
  | 'importVerificationKey'
  | 'principalFromClaims'
  | 'verifyCompactJws'
> & { readonly createDpop: typeof createDpop };

export interface VectorOutcome {
  /** `accepted`, or the code of the refusal. */
  readonly code: string;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Base64url. */
  readonly payload?: string;
}

export async function runVector(verifier: VerifierLibrary, file: VectorFile, group: VectorGroup, one: VectorCase): Promise<VectorOutcome> {
  try {
    return await judge(verifier, file, group, one);
  } catch (error) {
    if (error instanceof verifier.GemelError) return { code: error.code };
    throw error;
  }
}

async function judge(verifier: VerifierLibrary, file: VectorFile, group: VectorGroup, { input }: VectorCase): Promise<VectorOutcome> {
  const allowances = { allowRsa2048: group.allow?.includes('rsa-2048') ?? false };
  const importKey = async (jwk: unknown): Promise<library.VerificationKey> =>
    verifier.importVerificationKey(materialOf(jwk) as library.KeyMaterial, allowances); // which is to judge it
  if (group.layer === 'proof') return judgeProof(verifier, file, group, input as ProofInput); // as its file says
  if (group.layer === 'key') {
    await importKey(input);
    return { code: 'accepted' };
  }
  const keys = await Promise.all((group.keys ?? []).map((name) => importKey(file.keys[name])));
  const text = input as string; // or what stands in its place, which is to be refused
  if (group.layer === 'token') {
    await tokenVerifier(verifier, file.setting, keys).verify(text);
    return { code: 'accepted' };
  }
  const { protectedHeader, payload } = await verifier.verifyCompactJws(text, keys, { maxBytes: 16_384 });
  return { code: 'accepted', header: protectedHeader, payload: base64urlOf(payload) };
}

/** Each proof by a memory that has seen none. */
async function judgeProof(
  { createDpop: create, GemelError }: VerifierLibrary,
  { proofSetting }: VectorFile,
  group: VectorGroup,
  { proof, method, url, token, jkt }: ProofInput,
): Promise<VectorOutcome> {
  if (proofSetting === undefined) throw new Error('a file with proofs says at what time they are judged');
  const { now, maxAge, clockTolerance } = proofSetting;
  const { origin } = new URL(url);
  const dpop = create({ url: origin, maxAge, clockTolerance });
  const request = { method, header: (name: string) => (name === 'dpop' ? proof : undefined), message: { url: url.slice(origin.length) } };
  const at = group.now ?? now;
  if (token === undefined || jkt === undefined) {
    await dpop.prove(request, at);
    return { code: 'accepted' };
  }
  const claims = { cnf: { jkt } } as library.AccessTokenClaims; // of which nothing else is looked at
  const verified = { claims } as library.VerifiedToken;
  const tokens = {
    verify: (text: string) => {
      if (text !== token) throw new GemelError('token_malformed');
      return verified;
    },
  };
  await dpop
    .present(
      () => tokens,
      () => at,
    )
    .verify(token, request);
  return { code: 'accepted' };
}

/** Name and content of each file → what every case of theirs came to, by `keyOfCase`. */
export async function runVectors(
  verifier: VerifierLibrary,
  files: readonly (readonly [string, VectorFile])[],
): Promise<Readonly<Record<string, VectorOutcome>>> {
  const outcomes: Record<string, VectorOutcome> = {};
  for (const [name, file] of files)
    for (const group of file.groups)
      for (const one of group.cases) outcomes[keyOfCase(name, group, one)] = await runVector(verifier, file, group, one);
  return outcomes;
}

export function keyOfCase(name: string, group: VectorGroup, one: VectorCase): string {
  return `${name} ${group.id} ${one.id}`;
}

/** The files say a symmetric key as a JWK of kind `oct`, which is no public key and is not taken as one. */
function materialOf(jwk: unknown): unknown {
  if (typeof jwk !== 'object' || jwk === null || !('kty' in jwk) || jwk.kty !== 'oct') return jwk;
  const { kid, alg, k } = jwk as VectorKey; // an object, by the line above
  return { kid, alg, symmetricKey: bytesOf(String(k)) };
}

/** A verifier at the time of the file, whose view is fresh and has heard of no revocation. */
function tokenVerifier(
  verifier: VerifierLibrary,
  setting: TokenSetting | undefined,
  keys: readonly library.VerificationKey[],
): library.TokenVerifier {
  if (setting === undefined) throw new Error('a file with tokens says at what time, from whom and for whom they are judged');
  const { now, issuer, audiences, algorithms, clockTolerance, maxTokenBytes } = setting;
  const clock = createManualClock();
  clock.stepWall(now * 1000 - clock.wallMs());
  const view = verifier.createView({ clock, maxStaleness: 5 });
  view.apply(aPage({ now }), { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
  return verifier.createTokenVerifier({
    issuer,
    audiences,
    algorithms,
    keys: verifier.createKeySet(keys),
    view,
    clock,
    clockTolerance,
    cacheSize: 0,
    maxTokenBytes,
    principalFrom: verifier.principalFromClaims,
    whenStale() {
      throw new verifier.GemelError('view_stale');
    },
  });
}

function base64urlOf(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function bytesOf(base64url: string): Uint8Array {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
