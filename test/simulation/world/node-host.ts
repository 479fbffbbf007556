/** A machine on which a node with store access runs: it starts, crashes, and starts again as another process. */
import { createEngine } from '../../../packages/gemel/src/core/engine.ts';
import type { Gemel } from '../../../packages/gemel/src/core/gemel.ts';
import type { StoredKey } from '../../../packages/gemel/src/core/ports/key-store.ts';
import { createMachine, type Machine, type Process, startProcess } from '../engine/machine.ts';
import { createSimRuntime } from '../engine/sim-runtime.ts';
import { createRemoteStore } from './remote-store.ts';
import { WORST_RATE } from './settings.ts';
import { ISSUER, type World } from './world.ts';

export interface NodeHost {
  readonly name: string;
  readonly machine: Machine;
  /** The engine, once it has started. */
  readonly gemel: Gemel | undefined;
  readonly process: Process | undefined;
  /** The keys that it last read; what it would publish. */
  readonly publishedKeys: readonly StoredKey[];
  start(): void;
  crash(): void;
  /** Stops in good order, and starts again after `ms`. */
  restart(ms: number): Promise<void>;
  /** Taken at the next start; the one in use first. */
  secrets: readonly string[];
}

const restartMs = 500;

export function createNodeHost(world: World, name: string, secrets: readonly string[], derivedKeys: Map<string, Uint8Array>): NodeHost {
  const { scheduler, settings, network, cluster } = world;
  const draw = world.prng.fork(name);
  const machine = createMachine({
    name,
    scheduler,
    rate: 1 + draw.between(-WORST_RATE, WORST_RATE),
    wallOffsetMs: settings.areSuspended ? 0 : draw.between(-3_600_000, 3_600_000),
  });
  let process: Process | undefined;
  let gemel: Gemel | undefined;
  let publishedKeys: readonly StoredKey[] = [];
  let starts = 0;

  const optionsOf = () => ({
    issuer: ISSUER,
    secret: host.secrets,
    sessions: { inactivityTimeout: settings.inactivityTimeout, overallTimeout: settings.overallTimeout, cacheSize: 64 },
    tokens: {
      algorithm: 'HS256' as const,
      lifetime: settings.lifetime,
      reuseWindow: settings.reuseWindow,
      keyLifetime: settings.keyLifetime,
      cacheSize: 64,
    },
    freshness: {
      maxStaleness: settings.maxStaleness,
      onStale: settings.onStale,
      recordMaxAge: settings.recordMaxAge,
      clockTolerance: settings.clockTolerance,
    },
  });

  function listen(started: Gemel): void {
    started.on('refresh.reused', ({ sid, presented }) => world.judge.reuse(sid, presented));
    started.on('fault', ({ during }) => world.count(`fault: ${during}`));
  }

  function start(): void {
    const own = startProcess(machine);
    process = own;
    gemel = undefined;
    const runtime = createSimRuntime(own, draw.fork(`start ${starts++}`), derivedKeys);
    const store = createRemoteStore({
      process: own,
      network,
      cluster,
      patienceMs: settings.patienceMs,
      onKeys: (keys) => {
        publishedKeys = keys;
      },
    });
    createEngine({ ...optionsOf(), store }, runtime).then(
      (started) => {
        if (process !== own) return;
        gemel = started;
        listen(started);
        world.tell(() => `${name} is up`);
      },
      (error: unknown) => {
        world.tell(() => `${name} did not start: ${String(error)}`);
        own.crash();
        scheduler.at(scheduler.nowMs + restartMs, () =>
          machine.whenRunning(() => {
            if (process === own) start();
          }),
        );
      },
    );
  }

  function crash(): void {
    process?.crash();
    process = undefined;
    gemel = undefined;
  }

  const host: NodeHost = {
    name,
    machine,
    secrets,
    get gemel() {
      return gemel;
    },
    get process() {
      return process;
    },
    get publishedKeys() {
      return publishedKeys;
    },
    start,
    crash,
    async restart(ms) {
      const own = process;
      const stopping = gemel;
      if (own === undefined || stopping === undefined) return;
      gemel = undefined;
      await stopping.close();
      if (process !== own) return;
      crash();
      scheduler.at(scheduler.nowMs + ms, () =>
        machine.whenRunning(() => {
          if (process === undefined) start();
        }),
      );
    },
  };
  return host;
}
