/** Keys from a JWKS address, against a real server: how often it is asked, what is taken from it, and for how long. */
import { generateKeyPairSync } from 'node:crypto';
import type { PublicJwk } from '@gemel/protocol';
import { createRemoteKeys, type RemoteKeys, type RemoteKeysOptions } from '@gemel/verifier';
import { afterEach, describe, expect, test } from 'vitest';
import { createIssuer } from './support/issuer.ts';
import { answerJson, createLocalServer, type LocalServer } from './support/local-server.ts';
import { createManualClock, type ManualClock } from './support/manual-clock.ts';
import { outcomeOf } from './support/verifier-fixture.ts';

interface Stage {
  readonly server: LocalServer;
  readonly clock: ManualClock;
  readonly keys: RemoteKeys;
  /** What the server answers from now on; undefined: an error. */
  publish(body: unknown): void;
  /** Holds answers back until the function that it returns is called. */
  hold(): () => void;
}

const servers: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function aStage(body: unknown, options: Partial<RemoteKeysOptions> = {}): Promise<Stage> {
  let answer = body;
  let held: Promise<void> | undefined;
  const server = await createLocalServer((_request, response) => {
    void Promise.resolve(held).then(() => (answer === undefined ? answerJson(response, {}, 500) : answerJson(response, answer)));
  });
  servers.push(server);
  const clock = createManualClock();
  return {
    server,
    clock,
    keys: createRemoteKeys({ url: `${server.url}/jwks.json`, clock, ...options }),
    publish(next) {
      answer = next;
    },
    hold() {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        held = undefined;
        release();
      };
    },
  };
}

function aJwk(kid: string): PublicJwk {
  return { ...createIssuer().publicJwk, kid };
}

describe('keys from an address', () => {
  test('are left out where they are RSA keys of 2048 bits, unless those are allowed by name', async () => {
    const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    const body = { keys: [{ ...jwk, kid: 'short', alg: 'RS256', use: 'sig' }] };
    for (const allowRsa2048 of [false, true]) {
      const { keys } = await aStage(body, { allowRsa2048 });
      await keys.load();
      expect(keys.find('short') !== undefined).toBe(allowRsa2048);
    }
  });

  test('are found by exactly their names once they were loaded', async () => {
    const { keys, server } = await aStage({ keys: [aJwk('a'), aJwk('b')] });
    expect(keys.find('a')).toBeUndefined();
    await keys.load();
    expect(keys.find('a')).toMatchObject({ kid: 'a', algorithm: 'ES256' });
    expect(keys.find('b')).toMatchObject({ kid: 'b' });
    for (const name of ['A', 'c', '', '__proto__', 'constructor']) expect(keys.find(name)).toBeUndefined();
    expect(server.requests.map((request) => request.url)).toEqual(['/jwks.json']);
  });

  test('J29 are fetched once for a thousand unknown names, and not again before the cool-down is over', async () => {
    const { keys, clock, server } = await aStage({ keys: [aJwk('a')] });
    await Promise.all(Array.from({ length: 1000 }, async (_, index) => keys.refresh(`unknown-${index}`)));
    expect(server.requests).toHaveLength(1);
    clock.advance(4999);
    expect(keys.refresh('unknown')).toBeUndefined();
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    await keys.refresh('unknown');
    expect(server.requests).toHaveLength(2);
  });

  test('J29 are fetched once by all who ask while a fetch is under way', async () => {
    const { keys, clock, server, hold } = await aStage({ keys: [aJwk('a')] });
    const release = hold();
    const first = keys.refresh('a');
    clock.advance(4999);
    const second = keys.refresh('a');
    expect(second).toBe(first);
    expect(keys.load()).toBe(first);
    release();
    await first;
    expect(server.requests).toHaveLength(1);
    expect(keys.find('a')).toBeDefined();
  });

  test('are fetched anew where the fetch was lost with the request that began it', async () => {
    const { keys, clock, server, hold } = await aStage({ keys: [aJwk('a')] }, { timeout: 60, coolDown: 5 });
    const release = hold();
    const lost = keys.refresh('a');
    await expect.poll(() => server.requests.length).toBe(1);
    clock.advance(59_999);
    expect(keys.refresh('a')).toBe(lost);
    clock.advance(1);
    const second = keys.refresh('a');
    expect(second).not.toBe(lost);
    release();
    await second;
    expect(keys.find('a')).toBeDefined();
  });

  test('F15 include a new one as soon as it is asked for', async () => {
    const { keys, clock, publish } = await aStage({ keys: [aJwk('a')] });
    await keys.load();
    publish({ keys: [aJwk('a'), aJwk('b')] });
    clock.advance(5000);
    await keys.refresh('b');
    expect(keys.find('b')).toBeDefined();
  });

  test('F15 are honoured while the address does not answer, and an unknown name is a fault then, not a refusal', async () => {
    const { keys, clock, publish } = await aStage({ keys: [aJwk('a')] });
    await keys.load();
    publish(undefined);
    clock.advance(60_000);
    expect(await outcomeOf(() => keys.refresh('b'))).toBe('keys_unavailable');
    expect(await outcomeOf(() => keys.refresh('b'))).toBe('keys_unavailable');
    expect(keys.find('a')).toBeDefined();
    publish({ keys: [aJwk('b')] });
    clock.advance(5000);
    await keys.refresh('b');
    expect(keys.find('b')).toBeDefined();
    expect(keys.refresh('c')).toBeUndefined();
  });

  test('J29 are honoured for a bounded time after they were last published', async () => {
    const { keys, clock, publish } = await aStage({ keys: [aJwk('a')] }, { oldKeyLifetime: 100 });
    await keys.load();
    clock.advance(1_000_000);
    publish({ keys: [aJwk('b')] });
    await keys.load();
    expect(keys.find('a')).toBeDefined();
    clock.advance(60_000);
    await keys.load();
    clock.advance(39_999);
    expect(keys.find('a')).toBeDefined();
    clock.advance(1);
    expect(keys.find('a')).toBeUndefined();
    await keys.load();
    expect(keys.find('a')).toBeUndefined();
    expect(keys.find('b')).toBeDefined();
  });

  test('are honoured as before when they are published again', async () => {
    const [a, b] = [aJwk('a'), aJwk('b')];
    const { keys, clock, publish } = await aStage({ keys: [a, b] }, { oldKeyLifetime: 100 });
    await keys.load();
    publish({ keys: [b] });
    await keys.load();
    publish({ keys: [a, b] });
    await keys.load();
    clock.advance(1_000_000);
    expect(keys.find('a')).toBeDefined();
  });

  test.each([
    ['J13 without alg', { ...aJwk('x'), alg: undefined }],
    ['J13 for an algorithm that is not known', { ...aJwk('x'), alg: 'ES512' }],
    ['J12 of the wrong kind', { ...aJwk('x'), kty: 'RSA' }],
    ['J04 of the symmetric kind', { kty: 'oct', kid: 'x', alg: 'HS256', k: 'A'.repeat(43) }],
    ['J04 of the symmetric kind, spelled as we hold them', { kid: 'x', alg: 'HS256', symmetricKey: 'A'.repeat(43) }],
    ['with its private half', { ...aJwk('x'), d: 'A'.repeat(43) }],
    ['for encryption', { ...aJwk('x'), use: 'enc' }],
    ['not on the curve', { ...aJwk('x'), y: 'A'.repeat(43) }],
    ['that is null', null],
    ['that is text', 'x'],
  ])('leave out one %s, and take the others', async (_title, jwk) => {
    const { keys } = await aStage({ keys: [jwk, aJwk('good')] });
    await keys.load();
    expect(keys.find('x')).toBeUndefined();
    expect(keys.find('good')).toBeDefined();
  });

  test.each([
    ['no JSON', '<html>'],
    ['null', 'null'],
    ['a list', [aJwk('x')]],
    ['no keys', {}],
    ['keys that are no list', { keys: { 0: aJwk('x') } }],
    ['two keys of one name', { keys: [aJwk('x'), aJwk('x')] }],
    ['too many keys', { keys: Array.from({ length: 65 }, (_, index) => aJwk(String(index))) }],
    ['too much', { keys: [], filling: 'x'.repeat(300_000) }],
  ])('are not taken from %s', async (_title, body) => {
    const { keys } = await aStage(body);
    expect(await outcomeOf(() => keys.load())).toBe('keys_unavailable');
    expect(keys.find('x')).toBeUndefined();
  });

  test('are given up after the time-out', async () => {
    const { keys, hold } = await aStage({ keys: [] }, { timeout: 0.02 });
    const release = hold();
    expect(await outcomeOf(() => keys.load())).toBe('keys_unavailable');
    release();
  });

  test('are found with the clocks of this machine where no others are given', async () => {
    const { server } = await aStage({ keys: [aJwk('a')] });
    const keys = createRemoteKeys({ url: `${server.url}/jwks.json` });
    await keys.refresh('a');
    expect(keys.find('a')).toBeDefined();
    expect(keys.refresh('b')).toBeUndefined();
  });

  test('are not fetched over plain http from another machine', () => {
    expect(() => createRemoteKeys({ url: 'http://app.example/jwks.json' })).toThrow(/allowPlainHttp/);
  });
});
