/** What goes wrong, and is over after a while. */
import type { Step } from '../plan/step.ts';
import type { Machine } from '../engine/machine.ts';
import { act } from './act.ts';
import { inspect } from './inspect.ts';
import { track } from './track.ts';
import type { World } from './world.ts';

export function befall(world: World, step: Step): void {
  const { scheduler, network, cluster, settings } = world;
  const later = (ms: number, run: () => void): void => void scheduler.at(scheduler.nowMs + ms, run);
  switch (step.do) {
    case 'crash': {
      const host = world.nodes[step.node % world.nodes.length];
      if (host?.process === undefined) return;
      host.crash();
      return later(step.ms, () => host.process === undefined && host.start());
    }
    case 'restart':
      return void world.nodes[step.node % world.nodes.length]?.restart(step.ms);
    case 'crash verifier': {
      const host = world.verifiers[step.verifier % world.verifiers.length];
      if (host?.verifier === undefined) return;
      host.crash();
      return later(step.ms, () => host.verifier === undefined && host.start());
    }
    case 'halt': {
      const machine = machineAt(world, step.machine);
      if (!machine.isRunning) return;
      machine.halt(settings.areSuspended ? 'suspended' : 'stopped');
      return later(step.ms, () => {
        if (machine.isRunning) return;
        // Somebody's request is the first thing that the machine sees.
        machine.resume();
        world.tell(() => `${machine.name} goes on`);
        void track(
          world,
          inspect(world, () => true),
        );
      });
    }
    case 'step wall': {
      const machine = machineAt(world, step.machine);
      if (!settings.areSuspended) machine.stepWall(step.ms);
      return;
    }
    case 'cut': {
      const { name } = machineAt(world, step.machine);
      const ways = [...(step.way === 'from' ? [] : [['*', name] as const]), ...(step.way === 'to' ? [] : [[name, '*'] as const])];
      for (const [from, to] of ways) network.cut(from, to);
      return later(step.ms, () => {
        for (const [from, to] of ways) network.mend(from, to);
        world.tell(() => `${name} is connected again`);
      });
    }
    case 'store down':
      cluster.setDown(true);
      return later(step.ms, () => cluster.setDown(false));
    case 'store halts':
      if (!cluster.machine.isRunning) return;
      cluster.machine.halt('stopped');
      return later(step.ms, () => {
        if (!cluster.machine.isRunning) cluster.machine.resume();
      });
    case 'fail over': {
      cluster.setDown(true);
      return later(step.ms, () => {
        if (world.isMended) return;
        const kept = cluster.failOver(step.lostMs, step.offsetMs);
        world.ledger.noteFailover(kept, scheduler.nowMs);
        cluster.setDown(false);
        // Everybody comes back at once; later leases of before are over, and those of after begin.
        for (const client of world.clients.keys()) act(world, { atMs: scheduler.nowMs, do: 'refresh', client, node: client, tabs: 1 });
        for (const bounds of [0.01, 0.3, 0.7, 1.1, 2.2, 3])
          later(
            settings.maxStaleness * 1000 * bounds,
            () =>
              void track(
                world,
                inspect(world, () => true),
              ),
          );
        world.tell(() => `the copy of the store takes over with ${kept} writes`);
      });
    }
    case 'raise epoch':
      return void cluster.execute({ name: 'raiseEpoch', args: [], isWrite: true, run: (store) => store.raiseEpoch() });
    default:
  }
}

function machineAt(world: World, index: number): Machine {
  const machines = [...world.nodes, ...world.verifiers].map(({ machine }) => machine);
  const machine = machines[index % machines.length];
  if (machine === undefined) throw new Error('a world has machines');
  return machine;
}
