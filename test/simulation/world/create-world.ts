/** Builds the world that a plan happens in. */
import type { Runtime } from '../../../packages/gemel/src/core/ports/runtime.ts';
import { createJudge } from '../checks/judge.ts';
import { createLedger } from '../checks/ledger.ts';
import { createMachine, startProcess } from '../engine/machine.ts';
import { createNetwork } from '../engine/network.ts';
import { createPrng } from '../engine/prng.ts';
import { createScheduler } from '../engine/scheduler.ts';
import { createSimRuntime } from '../engine/sim-runtime.ts';
import { engineOffset, type Plan } from '../plan/draw-plan.ts';
import { createClient } from './client.ts';
import { inspect } from './inspect.ts';
import { createNodeHost, type NodeHost } from './node-host.ts';
import { NEW_SECRET, OLD_SECRET } from './roll-secret.ts';
import { createStoreCluster } from './store-cluster.ts';
import { track } from './track.ts';
import { createVerifierHost, type VerifierHost } from './verifier-host.ts';
import type { Violation, World } from './world.ts';

export interface Run {
  readonly world: World;
  readonly violation: () => Violation | undefined;
  readonly history: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

export interface RunParts {
  /** Derived keys are the same in every simulation of one process. */
  readonly derivedKeys: Map<string, Uint8Array>;
  readonly isTold: boolean;
}

export function createWorld({ seed, settings }: Plan, { derivedKeys, isTold }: RunParts): Run {
  const prng = createPrng(seed, 'world');
  const scheduler = createScheduler();
  const network = createNetwork(scheduler, prng.fork('network'), settings.weather);
  const history: string[] = [];
  const counts = new Map<string, number>();
  const nodes: NodeHost[] = [];
  const verifiers: VerifierHost[] = [];
  let violation: Violation | undefined;

  const fail: World['fail'] = (invariant, text) => {
    violation ??= { invariant, text, atMs: scheduler.nowMs };
  };
  const boundMs = settings.maxStaleness * 1000;
  /** Somebody looks when the bound is over, and again later. */
  const lookLater = (sid: string): void => {
    for (const afterMs of [boundMs * 1.002 + 2, boundMs * 1.7]) {
      world.underWay++;
      scheduler.at(scheduler.nowMs + afterMs, () => {
        world.underWay--;
        void track(
          world,
          inspect(world, (one) => one === sid || !ledger.sessions.has(sid)),
        );
      });
    }
  };
  const ledger = createLedger({
    engineNow: () => cluster.engineNow(),
    fail,
    restoreWithinMs: boundMs,
    retention: settings.maxStaleness + Math.max(settings.lifetime, settings.recordMaxAge),
    onFloor: (name) => lookLater(name),
  });
  const cluster = createStoreCluster({
    scheduler,
    isSynchronous: settings.isSynchronous,
    engineOffsetMs: engineOffset(prng.fork('engine'), settings),
    onCommit: ledger.note,
  });
  const outside = startProcess(createMachine({ name: 'outside', scheduler, rate: 1, wallOffsetMs: 0 }));
  const runtime: Runtime = createSimRuntime(outside, prng.fork('judge'), derivedKeys);
  const world: World = {
    settings,
    prng,
    scheduler,
    network,
    cluster,
    nodes,
    verifiers,
    outside,
    clients: Array.from({ length: settings.clients }, (_, index) =>
      createClient(`client-${index}`, `subject-${index % settings.subjects}`),
    ),
    ledger,
    judge: createJudge({ settings, ledger, cluster, nowMs: () => scheduler.nowMs, fail, secrets: [OLD_SECRET, NEW_SECRET], runtime }),
    refreshesUnderWay: new Map(),
    tell(text) {
      if (isTold) history.push(`${Math.round(scheduler.nowMs).toString().padStart(7)}  ${text()}`);
    },
    fail,
    underWay: 0,
    isMended: false,
    count(what) {
      counts.set(what, (counts.get(what) ?? 0) + 1);
    },
  };
  for (let index = 0; index < settings.nodes; index++) nodes.push(createNodeHost(world, `node-${index}`, [OLD_SECRET], derivedKeys));
  for (let index = 0; index < settings.verifiers; index++) verifiers.push(createVerifierHost(world, `verifier-${index}`));
  return { world, violation: () => violation, history, counts };
}
