/** Makes a plan that fails shorter, while it still fails in the same way: what is left is what matters. */
import type { Plan } from './plan/draw-plan.ts';
import type { Step } from './plan/step.ts';

export type FailsAlike = (plan: Plan) => Promise<boolean>;

/** Leaves out ever smaller pieces of the plan; runs it `mostRuns` times at most. */
export async function shrinkPlan(plan: Plan, failsAlike: FailsAlike, mostRuns = 400): Promise<Plan> {
  let steps: readonly Step[] = plan.steps;
  let runs = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < steps.length && runs < mostRuns;) {
      const fewer = [...steps.slice(0, start), ...steps.slice(start + size)];
      runs++;
      if (await failsAlike({ ...plan, steps: fewer })) steps = fewer;
      else start += size;
    }
  }
  return { ...plan, steps };
}
