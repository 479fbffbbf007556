/** Runs a plan: its steps at their times, and then, when all is well again, whether everybody can go on. */
import { checkAfterwards } from './checks/check-afterwards.ts';
import type { Plan } from './plan/draw-plan.ts';
import { showStep } from './plan/step.ts';
import { createWorld, type RunParts } from './world/create-world.ts';
import { takeStep } from './world/take-step.ts';
import { track } from './world/track.ts';
import type { Violation, World } from './world/world.ts';

export interface Outcome {
  readonly violation: Violation | undefined;
  readonly history: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly events: number;
}

/** Milliseconds between the starts of the nodes. */
const startEveryMs = 10;
/** Milliseconds between two tries of whoever reads the feed, and between two starts of a node, at most. */
const longestRetryMs = 2600;

export async function runPlan(plan: Plan, parts: RunParts): Promise<Outcome> {
  const { world, violation, history, counts } = createWorld(plan, parts);
  const { scheduler, settings } = world;
  const mustStop = (): boolean => violation() !== undefined;
  for (const [index, host] of [...world.nodes, ...world.verifiers].entries()) scheduler.at(index * startEveryMs, () => host.start());
  const beginMs = (settings.nodes + settings.verifiers) * startEveryMs + 100;
  for (const step of plan.steps) {
    scheduler.at(beginMs + step.atMs, () => {
      world.tell(() => showStep(step));
      takeStep(world, step);
    });
  }
  await scheduler.runUntil(beginMs + settings.durationMs, mustStop);
  heal(world);
  await waitForCalm(world, mustStop);
  if (!mustStop()) {
    world.tell(() => 'all is well again: everybody tries to go on');
    await checkAll(world, mustStop);
  }
  return { violation: violation(), history, counts, events: scheduler.count };
}

/** Everything that hangs has been given up, nodes have started, and whoever reads the feed is fresh: within a time that must suffice. */
async function waitForCalm({ scheduler, settings, nodes, verifiers }: World, mustStop: () => boolean): Promise<void> {
  const boundMs = settings.maxStaleness * 1000;
  await scheduler.runUntil(scheduler.nowMs + Math.max(boundMs, settings.patienceMs), mustStop);
  const lastMs = scheduler.nowMs + 3 * boundMs + settings.patienceMs + longestRetryMs;
  const freshNodes = new Set<string>();
  const isCalm = (): boolean =>
    nodes.every(({ name, gemel }) => gemel !== undefined && freshNodes.has(name)) &&
    verifiers.every(({ verifier }) => verifier?.status().isFresh);
  while (!isCalm() && scheduler.nowMs < lastMs && !mustStop()) {
    for (const { name, gemel } of nodes) {
      void gemel?.health().then(({ feed }) => (feed.isFresh ? freshNodes.add(name) : freshNodes.delete(name)));
    }
    await scheduler.runUntil(scheduler.nowMs + boundMs / 4, mustStop);
  }
}

/** Goes on for as long as anything that is checked is under way; what is tried now must come to an end. */
async function checkAll(world: World, mustStop: () => boolean): Promise<void> {
  const { scheduler, settings } = world;
  let isChecked = false;
  void track(world, checkAfterwards(world)).then(() => {
    isChecked = true;
  });
  await scheduler.runUntil(scheduler.nowMs + settings.patienceMs * 3, () => mustStop() || world.underWay === 0);
  if (!isChecked) world.fail('9 liveness', 'not everybody who tried to go on has got an answer');
}

function heal(world: World): void {
  world.tell(() => 'everything is mended');
  world.isMended = true;
  world.network.calm();
  world.cluster.setDown(false);
  for (const machine of [world.cluster, ...world.nodes, ...world.verifiers].map((one) => one.machine))
    if (!machine.isRunning) machine.resume();
  for (const host of world.nodes) if (host.process === undefined) host.start();
  for (const host of world.verifiers) if (host.verifier === undefined) host.start();
}
