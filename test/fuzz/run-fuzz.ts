/** Presents made-up tokens to the verifier and to the reference; whatever the two judge differently, or the verifier throws beside its refusals, is a finding. */
import { GemelError } from '@gemel/protocol';
import {
  algorithms,
  createKeySet,
  createTokenVerifier,
  createView,
  importVerificationKey,
  type TokenVerifier,
  type VerificationKey,
  principalFromClaims,
} from '@gemel/verifier';
import { createPrng, type Prng } from '../simulation/engine/prng.ts';
import { createPool, kinds } from './hostile-token.ts';
import { audience, clockTolerance, isAcceptable, issuer, maxTokenBytes, now } from './reference-token.ts';
import { createSigners, type Signer } from './signers.ts';

export interface FuzzPlan {
  readonly seed: number;
  /** Number of the first input; a finding names its own. */
  readonly first?: number;
  readonly inputs: number;
  /** One kind alone. */
  readonly kind?: string;
}

export interface Finding {
  readonly input: number;
  readonly kind: string;
  readonly expected: string;
  readonly got: string;
  readonly token: string;
}

export interface FuzzReport {
  readonly inputs: number;
  /** `kind outcome` → how many. */
  readonly counts: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly slowestMs: number;
  readonly findings: readonly Finding[];
}

const mostFindings = 20;
/** One input in so many is also shown to a verifier that remembers. */
const cacheEvery = 4;

export interface FuzzBench {
  readonly signers: readonly Signer[];
  /** `accepted`, the code of the refusal, or what else was thrown; asked of the verifier with a cache as well, where that is wanted. */
  judge(token: string, isCacheAsked: boolean): string;
  make(prng: Prng, kind?: string): { readonly kind: string; readonly token: string };
}

/** Makes keys and verifiers: one that remembers nothing, and one that remembers what it accepted. */
export function createFuzzBench(): FuzzBench {
  const signers = createSigners();
  const material = { signers, pool: createPool(signers) };
  const keys = createKeySet(signers.map(({ material }) => syncKey(importVerificationKey(material))));
  const [plain, caching] = [aVerifier(keys, 0), aVerifier(keys, 64)];
  const totalShare = kinds.reduce((sum, [, share]) => sum + share, 0);

  function draw(prng: Prng): (typeof kinds)[number] {
    let left = prng.int(totalShare);
    return kinds.find(([, share]) => (left -= share) < 0) ?? prng.pick(kinds);
  }

  return {
    signers,

    judge(token, isCacheAsked) {
      const outcome = outcomeOf(plain, token);
      if (!isCacheAsked) return outcome;
      // Twice, so that the second time what it accepted comes from memory; then with the same signature behind another payload.
      const other = [outcomeOf(caching, token), outcomeOf(caching, token)].find((one) => one !== outcome);
      if (other !== undefined) return `${outcome} without a cache, ${other} with one`;
      const isFooled = outcome === 'accepted' && outcomeOf(caching, withOtherPayload(token)) === 'accepted';
      return isFooled ? 'accepted with another payload, from the cache' : outcome;
    },

    make(prng, kind) {
      const [name, , make] = kinds.find(([one]) => one === kind) ?? draw(prng);
      return { kind: name, token: make(prng, material) };
    },
  };
}

export function runFuzz({ seed, first = 0, inputs, kind }: FuzzPlan, bench: FuzzBench = createFuzzBench()): FuzzReport {
  const counts: Record<string, number> = {};
  const findings: Finding[] = [];
  let [accepted, slowestMs] = [0, 0];
  for (let input = first; input < first + inputs && findings.length < mostFindings; input++) {
    const made = bench.make(createPrng(seed, String(input)), kind);
    const expected = isAcceptable(made.token, bench.signers);
    const beganMs = performance.now();
    const got = bench.judge(made.token, input % cacheEvery === 0);
    slowestMs = Math.max(slowestMs, performance.now() - beganMs);
    const name = `${made.kind} ${got}`;
    counts[name] = (counts[name] ?? 0) + 1;
    if (got === 'accepted') accepted++;
    const isRefusal = got.startsWith('token_');
    if (expected ? got !== 'accepted' : !isRefusal)
      findings.push({ input, kind: made.kind, expected: expected ? 'accepted' : 'a refusal', got, token: made.token });
  }
  return { inputs, counts, accepted, slowestMs, findings };
}

function syncKey(key: VerificationKey | Promise<VerificationKey>): VerificationKey {
  if (key instanceof Promise) throw new Error('the fuzzer runs where keys are imported at once');
  return key;
}

function aVerifier(keys: ReturnType<typeof createKeySet>, cacheSize: number): TokenVerifier {
  const clock = { monotonicMs: () => 0, wallMs: () => now * 1000 };
  const view = createView({ clock, maxStaleness: 5 });
  const page = { epoch: 'e', cursor: 'c', entries: [], isSnapshot: true, hasMore: false, age: 0, now, retention: 310, maxStaleness: 5 };
  view.apply(page, { monotonicMs: 0, wallMs: now * 1000 });
  return createTokenVerifier({
    issuer,
    audiences: [audience],
    algorithms: [...algorithms.keys()],
    keys,
    view,
    clock,
    clockTolerance,
    cacheSize,
    maxTokenBytes,
    principalFrom: principalFromClaims,
    whenStale() {
      throw new GemelError('view_stale');
    },
  });
}

function withOtherPayload(token: string): string {
  const at = token.indexOf('.') + 8;
  return token.slice(0, at) + (token.charAt(at) === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

function outcomeOf(verifier: TokenVerifier, token: string): string {
  try {
    return verifier.verify(token) instanceof Promise ? 'a promise' : 'accepted';
  } catch (error) {
    return error instanceof GemelError ? error.code : String(error);
  }
}
