/** A failure as a person reads it: the seed, what was violated, and the short history that leads there. */
import type { Plan } from './plan/draw-plan.ts';
import { runPlan } from './run-plan.ts';
import { shrinkPlan } from './shrink-plan.ts';
import type { RunParts } from './world/create-world.ts';

/** Returns the text; runs the plan many times. Undefined where it does not fail. */
export async function showFailure(plan: Plan, derivedKeys: RunParts['derivedKeys']): Promise<string | undefined> {
  const run = async (one: Plan, isTold: boolean) => runPlan(one, { derivedKeys, isTold });
  const { violation } = await run(plan, false);
  if (violation === undefined) return undefined;
  const shrunk = await shrinkPlan(plan, async (fewer) => (await run(fewer, false)).violation?.invariant === violation.invariant);
  const told = await run(shrunk, true);
  const { weather, ...settings } = plan.settings;
  return [
    `seed ${plan.seed}: ${shrunk.steps.length} of ${plan.steps.length} steps are left`,
    `violated: ${told.violation?.invariant}: ${told.violation?.text}`,
    `at ${Math.round(told.violation?.atMs ?? 0)} ms`,
    `settings: ${show(settings)}; network: ${show(weather)}`,
    '     ms  what happens (indented: what came of it)',
    ...told.history,
  ].join('\n');
}

function show(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}`)
    .join(', ');
}
