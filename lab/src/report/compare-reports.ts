/** Two whole runs beside each other: what came again, and what is therefore within the noise of this machine. */
import { type Comparison, compareOutcomes } from './compare-outcomes.ts';
import type { LabReport } from './lab-report.ts';

/** What an earlier run said of the same. */
export interface Beside {
  /** When that was; ISO 8601. */
  readonly measuredAt: string;
  readonly experiments: readonly (Comparison & { readonly id: string })[];
}

/** Experiments that stand in one of them alone are left out. */
export function compareReports(before: LabReport, now: LabReport): Beside {
  const titleOf = (id: string): string => now.schemes.find((scheme) => scheme.id === id)?.title ?? id;
  const experiments = now.experiments.flatMap(({ id, outcome }) => {
    const earlier = before.experiments.find((one) => one.id === id);
    return earlier === undefined ? [] : [{ id, ...compareOutcomes(earlier.outcome, outcome, titleOf) }];
  });
  return { measuredAt: before.machine.measuredAt, experiments };
}

/** One sentence, and one more for what came out otherwise. */
export function spellComparison({ numbers, again, otherwise, newConclusions }: Comparison): readonly string[] {
  const noise = [...otherwise, ...newConclusions.map((line) => `not concluded before: “${line}”`)];
  return [
    `Beside a run before: ${again} of ${numbers} numbers came again, within 25 % or within their spreads; ${newConclusions.length === 0 ? 'every conclusion was the same' : 'not every conclusion was the same'}.`,
    ...(noise.length === 0 ? [] : [`Within noise, since it came out otherwise then: ${noise.join('; ')}`]),
  ];
}

/** For a terminal. */
export function renderComparison(before: LabReport, now: LabReport): string {
  const { experiments } = compareReports(before, now);
  return experiments
    .map((one) => {
      const { number, title } = now.experiments.find(({ id }) => id === one.id) ?? { number: 0, title: one.id };
      return [`${number} ${title}`, ...spellComparison(one).map((line) => `  ${line}`)].join('\n');
    })
    .join('\n\n');
}
