/** Gemel's verifier as a contender: every check on, the lease fresh, revocations in the view. */
import {
  createKeySet,
  createTokenVerifier,
  createView,
  importVerificationKey,
  type KeySource,
  systemClock,
  type View,
  principalFromClaims,
} from '@gemel/verifier';
import type { FeedPage, PublicJwk, SessionRevocation } from '@gemel/protocol';
import crypto from 'node:crypto';
import { type BenchKeys, issuer } from './bench-token.ts';
import type { HeaderCheck } from './presented-headers.ts';

const scheme = 'Bearer '.length;
/** Longer than any run, so that the lease is checked each time and never renewed in the middle. */
const leaseSeconds = 3600;
const retentionSeconds = 14_400;
/** Revocations that the view holds while it is asked: a busy service's last minutes. */
const revocations = 1000;

/** Gemel, remembering `cacheSize` verified tokens; 0 verifies every token anew. */
export async function createGemelCheck(keys: BenchKeys, cacheSize: number): Promise<HeaderCheck> {
  const verifier = createTokenVerifier({
    issuer,
    audiences: [issuer],
    algorithms: [keys.algorithm],
    keys: await createKeySource(keys),
    view: createFreshView(),
    clock: systemClock,
    clockTolerance: 5,
    cacheSize,
    maxTokenBytes: 4096,
    principalFrom: principalFromClaims,
    whenStale: () => {
      throw new Error('the lease ran out');
    },
  });
  return (header) => {
    const verified = verifier.verify(header.slice(scheme));
    if (verified instanceof Promise || typeof verified.claims.sub !== 'string') throw new Error('gemel: not verified at once');
  };
}

async function createKeySource(keys: BenchKeys): Promise<KeySource> {
  const key = await importVerificationKey(
    keys.algorithm === 'HS256' ? { kid: keys.kid, alg: 'HS256', symmetricKey: new Uint8Array(keys.keyObject.export()) } : publicJwkOf(keys),
    { allowRsa2048: true },
  );
  return createKeySet([key]);
}

function publicJwkOf({ keyObject, kid, algorithm }: BenchKeys): PublicJwk {
  const { kty = '', ...members } = keyObject.export({ format: 'jwk' });
  return { kty, ...members, kid, alg: algorithm, use: 'sig' };
}

function createFreshView(): View {
  const view = createView({ clock: systemClock, maxStaleness: leaseSeconds });
  const now = Date.now() / 1000;
  const entries = Array.from({ length: revocations }, (): SessionRevocation => {
    return { kind: 'session', sid: crypto.randomBytes(16).toString('base64url'), generation: 2, until: now + retentionSeconds };
  });
  const page: FeedPage = {
    epoch: 'bench',
    cursor: '1',
    entries,
    isSnapshot: true,
    hasMore: false,
    age: 0,
    now,
    retention: retentionSeconds,
    maxStaleness: leaseSeconds,
  };
  view.apply(page, { monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs() });
  return view;
}
