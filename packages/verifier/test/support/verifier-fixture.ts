/** A token verifier over a fresh view and a manual clock. */
import { GemelError } from '@gemel/protocol';
import {
  createKeySet,
  createTokenVerifier,
  createView,
  importVerificationKey,
  type KeySource,
  principalFromClaims,
  type TokenVerifierParts,
  type VerificationKey,
  type VerifiedToken,
  type View,
} from '@gemel/verifier';
import { audienceName, createIssuer, type Issuer, issuerName } from './issuer.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { aPage } from './pages.ts';

export interface Fixture {
  readonly issuer: Issuer;
  /** Whose keys nobody configured. */
  readonly thief: Issuer;
  readonly clock: ManualClock;
  readonly view: View;
  readonly keys: KeySource;
  verify(token: string): Promise<VerifiedToken>;
  /** The code with which a token is refused, or 'accepted'. */
  outcome(token: string): Promise<string>;
  /** Renews the lease, with a page of these. */
  hear(page?: Parameters<typeof aPage>[0]): void;
}

export async function importKeys(issuer: Issuer): Promise<readonly VerificationKey[]> {
  return [
    await importVerificationKey(issuer.publicJwk),
    await importVerificationKey({ kid: 'hs', alg: 'HS256', symmetricKey: issuer.symmetricKey }),
  ];
}

export async function createFixture(changes: Partial<TokenVerifierParts> = {}): Promise<Fixture> {
  const issuer = createIssuer();
  const clock = createManualClock();
  const view = createView({ clock, maxStaleness: 5 });
  const keys = changes.keys ?? createKeySet(await importKeys(issuer));
  const verifier = createTokenVerifier({
    issuer: issuerName,
    audiences: [audienceName],
    algorithms: ['ES256', 'HS256'],
    view,
    clock,
    clockTolerance: 5,
    cacheSize: 100,
    maxTokenBytes: 8192,
    principalFrom: principalFromClaims,
    whenStale() {
      throw new GemelError('view_stale');
    },
    ...changes,
    keys,
  });
  const fixture: Fixture = {
    issuer,
    thief: createIssuer(),
    clock,
    view,
    keys,
    verify: async (token) => verifier.verify(token),
    outcome: (token) => outcomeOf(() => verifier.verify(token)),
    hear(page = {}) {
      view.apply(aPage({ now: clock.wallMs() / 1000, ...page }), { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
    },
  };
  fixture.hear();
  return fixture;
}

export async function outcomeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (error instanceof GemelError) return error.code;
    throw error;
  }
}
