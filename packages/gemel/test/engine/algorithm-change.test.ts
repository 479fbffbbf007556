/** A fleet that changes what it signs with, one node at a time. */
import { createKeySet, createTokenVerifier, createView, importVerificationKey, principalFromClaims } from '@gemel/verifier';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/core/engine.ts';
import type { Gemel } from '../../src/core/gemel.ts';
import type { SigningAlgorithm } from '../../src/core/options/signing-algorithm.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { issuer, outcome, present, secret, withBearer } from './fleet.ts';

interface Stage {
  readonly clock: ReturnType<typeof createManualClock>;
  start(algorithm: SigningAlgorithm, keepsAlgorithm?: boolean): Promise<Gemel>;
}

function aStage(): Stage {
  const clock = createManualClock();
  const store = createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep });
  return {
    clock,
    start: (algorithm, keepsAlgorithm = false) =>
      createEngine({ issuer, secret, store, tokens: { algorithm, keepsAlgorithm } }, createTestRuntime(clock)),
  };
}

async function tokenFrom(node: Gemel): Promise<string> {
  return present((await node.startSession({ subject: 'ada', mode: 'token' })).tokens).accessToken;
}

function algorithmOf(token: string): unknown {
  return (JSON.parse(Buffer.from(present(token.split('.')[0]), 'base64url').toString()) as { alg: unknown }).alg; // ours
}

const pairs: readonly (readonly [SigningAlgorithm, SigningAlgorithm])[] = [
  ['ES256', 'EdDSA'],
  ['EdDSA', 'Ed25519'],
  ['ES256', 'RS256'],
  ['RS256', 'PS256'],
  ['HS256', 'Ed25519'],
  ['Ed25519', 'HS256'],
];

describe('a fleet that goes from one algorithm to another', () => {
  it.each(pairs)('%s to %s: no token is refused by any node at any step', async (from, to) => {
    const { clock, start } = aStage();
    const [first, second] = [await start(from), await start(from)];
    const tokens = [await tokenFrom(first)];
    await second.close();
    const changed = await start(to);
    await clock.advance(1);
    tokens.push(await tokenFrom(changed), await tokenFrom(first));
    await changed.keys.rotate();
    await clock.advance(1);
    tokens.push(await tokenFrom(changed));
    await first.close();
    const last = await start(to);
    tokens.push(await tokenFrom(last));

    expect(tokens.map(algorithmOf)).toEqual([from, to, expect.any(String), to, to]);
    for (const node of [changed, last])
      for (const token of tokens) expect(await outcome(node.authenticate(withBearer(token)))).toBe('authenticated');
    const published = (await last.keys.publicKeys()).keys.map(({ alg }) => alg);
    expect(published.includes(from)).toBe(from !== 'HS256');
    expect(published.includes(to)).toBe(to !== 'HS256');
    await Promise.all([changed.close(), last.close()]);
  });

  it('publishes keys that a verifier elsewhere imports as they are, of each algorithm', async () => {
    const { clock, start } = aStage();
    for (const algorithm of ['ES256', 'EdDSA', 'Ed25519', 'RS256'] as const) {
      const node = await start(algorithm);
      const token = await tokenFrom(node);
      const keys = (await node.keys.publicKeys()).keys.map(async (jwk) => importVerificationKey(jwk));
      const view = createView({ clock, maxStaleness: 5 });
      const verifier = createTokenVerifier({
        issuer,
        audiences: [issuer],
        algorithms: [algorithm],
        keys: createKeySet(await Promise.all(keys)),
        view,
        clock,
        clockTolerance: 5,
        cacheSize: 0,
        maxTokenBytes: 4096,
        principalFrom: principalFromClaims,
        whenStale: (verified) => verified,
      });
      expect((await verifier.verify(token)).claims.sub).toBe('ada');
      await node.close();
    }
  });
});
