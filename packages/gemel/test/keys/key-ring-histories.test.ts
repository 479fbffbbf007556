import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyRing } from '../../src/core/tokens/key-ring.ts';
import { createRingWorld, keyLifetime, reloadMs, type RingWorld, tokenRetention } from './ring-world.ts';

/** Seconds: `tokenRetention` less staleness and tolerance, as the engine computes it. */
const tokenLifetime = tokenRetention - 10;

type Step =
  | { readonly does: 'advance'; readonly seconds: number }
  | { readonly does: 'rotate' | 'mint' | 'maintain' | 'restart' | 'hear'; readonly node: number }
  | { readonly does: 'retire'; readonly node: number; readonly which: number };

const node = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('advance' as const), seconds: fc.constantFrom(0.2, 1, 20, 61, 120, 311, 400, keyLifetime) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constantFrom('rotate' as const, 'mint' as const, 'mint' as const, 'maintain' as const, 'hear' as const),
      node,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const), node }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('retire' as const), node, which: fc.nat({ max: 4 }) }) },
);

/** A node hears that every key it knows has been retired: it must look for those that took their place before it signs. */
const allRetiredElsewhere: Step[] = [
  { does: 'retire', node: 0, which: 0 },
  { does: 'retire', node: 0, which: 0 },
  { does: 'hear', node: 1 },
];

interface Node {
  ring: KeyRing;
  /** What the feed has told this node. */
  readonly heard: Set<string>;
}

interface Token {
  readonly kid: string;
  readonly signature: string;
  readonly exp: number;
}

/** Several nodes over one store, and every token that any of them has minted. */
async function createFleet(world: RingWorld, algorithm: string) {
  const open = (heard: Set<string>): Promise<KeyRing> => world.openRing({ algorithm, isRetired: (kid) => heard.has(kid) });
  const nodes: Node[] = [];
  for (const heard of [new Set<string>(), new Set<string>(), new Set<string>()]) nodes.push({ ring: await open(heard), heard });
  const tokens: Token[] = [];
  const retired = new Set<string>();

  const hear = ({ heard }: Node): void => {
    for (const kid of retired) heard.add(kid);
  };

  const mint = async ({ ring, heard }: Node): Promise<void> => {
    await ring.ensureFresh();
    const key = ring.signingKey(world.now());
    expect(heard).not.toContain(key.kid);
    tokens.push({ kid: key.kid, signature: key.sign('token'), exp: Math.floor(world.now() + tokenLifetime) });
  };

  const retire = async ({ ring, heard }: Node, which: number): Promise<void> => {
    const kid = (await world.stored()).at(which)?.kid;
    if (kid === undefined) return;
    await ring.retire(kid);
    retired.add(kid);
    heard.add(kid);
  };

  /** As the verifier does: find, look again, find. A look that is not due yet comes a second later. */
  const accepts = async ({ ring }: Node, token: Token): Promise<boolean> => {
    if (ring.find(token.kid) === undefined) await ring.refresh(token.kid);
    if (ring.find(token.kid) === undefined) {
      await world.clock.advance(1);
      await ring.refresh(token.kid);
    }
    return (await ring.find(token.kid)?.holds('token', token.signature)) ?? false;
  };

  const check = async (): Promise<void> => {
    for (const one of nodes) {
      for (const kid of one.heard) expect(one.ring.find(kid)).toBeUndefined();
      for (const { kid } of one.ring.publicKeys().keys) expect(one.heard).not.toContain(kid);
      for (const token of tokens) {
        if (token.exp <= world.now() + 1 || retired.has(token.kid)) continue;
        expect(await accepts(one, token)).toBe(true);
      }
    }
    const line = await world.stored();
    for (const key of line) expect(retired).not.toContain(key.kid);
    expect(new Set(line.map((key) => key.slot)).size).toBe(line.length);
  };

  const run = async (taken: Step): Promise<void> => {
    if (taken.does === 'advance') {
      await world.clock.advance(taken.seconds);
      // The bound of the feed: after it every node has heard.
      if (taken.seconds >= 5) nodes.forEach(hear);
      return;
    }
    const one = nodes[taken.node];
    if (one === undefined) return;
    if (taken.does === 'retire') return retire(one, taken.which);
    if (taken.does === 'hear') return hear(one);
    if (taken.does === 'mint') return mint(one);
    if (taken.does === 'maintain') return one.ring.maintain();
    if (taken.does === 'rotate') return void (await one.ring.rotate());
    one.ring = await open(one.heard);
  };

  return { run, check, mintAll: async () => Promise.all(nodes.map(mint)) };
}

describe('F15: rotation without a refused token', () => {
  test.each(['ES256', 'HS256'])(
    '%s: in any history every node accepts every unexpired token of a key that is not retired',
    async (algorithm) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (history) => {
          const world = createRingWorld();
          const fleet = await createFleet(world, algorithm);
          for (const taken of history) {
            await fleet.run(taken);
            await fleet.check();
          }
          await fleet.mintAll();
          await fleet.check();
        }),
        { numRuns: 60, examples: [[allRetiredElsewhere]] },
      );
    },
  );

  test('F15: in any interleaving of two nodes that rotate, maintain and retire at once', async () => {
    const operation = fc.constantFrom<'rotate' | 'maintain' | 'retire'>('rotate', 'maintain', 'retire');
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(operation, { minLength: 2, maxLength: 4 }), async (scheduler, all) => {
        const world = createRingWorld();
        const first = await world.openRing();
        const { kid } = first.signingKey(world.now());
        await world.clock.advance(keyLifetime);
        const { list, insert, activate, remove, retire } = world.keys;
        const keys = {
          ...world.keys,
          list: scheduler.scheduleFunction(list),
          insert: scheduler.scheduleFunction(insert),
          activate: scheduler.scheduleFunction(activate),
          remove: scheduler.scheduleFunction(remove),
          retire: scheduler.scheduleFunction(retire),
        };
        const opening = Promise.all(all.map(() => world.openRing({ keys })));
        await scheduler.waitFor(opening);
        const rings = await opening;
        const running = Promise.all(
          rings.map((ring, index) =>
            all[index] === 'rotate' ? ring.rotate() : all[index] === 'retire' ? ring.retire(kid) : ring.maintain(),
          ),
        );
        await scheduler.waitFor(running);
        if (all.includes('retire')) world.retired.add(kid);
        const after = [first, ...(await Promise.all([world.openRing(), world.openRing()]))];
        await world.clock.advance((2 * reloadMs) / 1000 + 1);
        await Promise.all(after.map(async (ring) => ring.ensureFresh()));
        for (const signer of after) {
          const key = signer.signingKey(world.now());
          expect(world.retired).not.toContain(key.kid);
          for (const ring of after) expect(await ring.find(key.kid)?.holds('text', key.sign('text'))).toBe(true);
        }
        expect((await world.stored()).some((key) => key.activeFrom > world.now())).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
