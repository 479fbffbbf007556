/** A machine on which a service runs that only checks tokens: keys and feed come from the nodes, over the network. */
import { GemelError } from '@gemel/protocol';
import { importVerificationKey, type KeySource, type VerificationKey, createVerifier, type Verifier } from '@gemel/verifier';
import { createMachine, type Machine, type Process, startProcess } from '../engine/machine.ts';
import { callRemote } from '../engine/remote-call.ts';
import { openTestSeal } from '../engine/sim-runtime.ts';
import type { NodeHost } from './node-host.ts';
import { WORST_RATE } from './settings.ts';
import { ISSUER, type World } from './world.ts';

export interface VerifierHost {
  readonly name: string;
  readonly machine: Machine;
  readonly verifier: Verifier | undefined;
  start(): void;
  crash(): void;
}

const feedUri = `${ISSUER}/feed`;

export function createVerifierHost(world: World, name: string): VerifierHost {
  const { scheduler, settings, network } = world;
  const draw = world.prng.fork(name);
  const machine = createMachine({
    name,
    scheduler,
    rate: 1 + draw.between(-WORST_RATE, WORST_RATE),
    wallOffsetMs: settings.areSuspended ? 0 : draw.between(-3_600_000, 3_600_000),
  });
  let process: Process | undefined;
  let verifier: Verifier | undefined;
  let favourite: NodeHost | undefined;

  /** Calls some node, as a load balancer would choose it. */
  function callNode<T>(own: Process, serve: (node: NodeHost) => Promise<T> | undefined): Promise<T> {
    const node = settings.isSticky ? (favourite ?? draw.pick(world.nodes)) : draw.pick(world.nodes);
    favourite = node;
    const answer = callRemote({
      network,
      caller: own,
      to: node.machine,
      serve: () => serve(node),
      patienceMs: settings.patienceMs + settings.maxStaleness * 1000,
      fault: () => new Error('no answer'),
    });
    answer.catch(() => {
      favourite = undefined;
    });
    return answer;
  }

  function createKeys(own: Process): KeySource {
    const known = new Map<string, VerificationKey>();
    return {
      find: (kid) => known.get(kid),
      async refresh() {
        const keys = await callNode(own, (node) => (node.gemel === undefined ? undefined : Promise.resolve(node.publishedKeys))).catch(
          () => {
            throw new GemelError('keys_unavailable', 'no answer');
          },
        );
        for (const { kid, sealedKey } of keys) {
          const symmetricKey = new Uint8Array(Buffer.from(openTestSeal(sealedKey), 'base64url'));
          if (!known.has(kid)) known.set(kid, await importVerificationKey({ kid, alg: 'HS256', symmetricKey }));
        }
      },
    };
  }

  /** What the feed's endpoint does, without its Request and Response. */
  async function fetchFeed(own: Process, url: string): Promise<Response> {
    const query = queryOf(url);
    const waitMs = Math.min(Number(query.get('wait')), settings.maxStaleness) * 1000;
    const text = await callNode(own, (node) =>
      node.gemel?.feed.read(query.get('after'), { waitMs }).then((page) => JSON.stringify({ ...page, nonce: query.get('nonce') })),
    );
    return answerOf(text);
  }

  return {
    name,
    machine,
    get verifier() {
      return verifier;
    },
    start() {
      const own = startProcess(machine);
      process = own;
      verifier = createVerifier(
        {
          issuer: ISSUER,
          audience: ISSUER,
          algorithms: ['HS256'],
          keys: createKeys(own),
          feed: { feedUri },
          cacheSize: 64,
          freshness: { maxStaleness: settings.maxStaleness, clockTolerance: settings.clockTolerance },
        },
        { clock: machine.clock, sleep: own.sleep, jitter: () => draw.float(), fetch: (url) => fetchFeed(own, url) },
      );
    },
    crash() {
      process?.crash();
      process = undefined;
      verifier = undefined;
    },
  };
}

/** As much of a `URLSearchParams` as is needed of it; parsing a whole URL at each read costs more. */
function queryOf(url: string): { get(name: string): string | undefined } {
  const pairs = url.slice(url.indexOf('?') + 1).split('&');
  return {
    get(name) {
      const pair = pairs.find((one) => one.startsWith(`${name}=`));
      return pair === undefined ? undefined : decodeURIComponent(pair.slice(name.length + 1));
    },
  };
}

/** As much of a Response as is read of it; a real one costs more than everything else. */
function answerOf(text: string): Response {
  const chunks: Uint8Array[] = [Buffer.from(text)];
  const reader = {
    read: () => {
      const value = chunks.shift();
      return Promise.resolve(value === undefined ? { done: true } : { done: false, value });
    },
    cancel: () => Promise.resolve(),
  };
  return { status: 200, body: { getReader: () => reader } } as unknown as Response;
}
