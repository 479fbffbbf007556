/** Times two kinds of requests that nobody should be able to tell apart, one at a time and in random order. */
import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** Answers one request; the numbers of an arm count up from 0. */
export type Arm = (index: number) => Promise<Response>;

export interface ArmTimes {
  /** Microseconds. */
  readonly times: readonly [readonly number[], readonly number[]];
  /** What came back, apart from the time: status, headers and body of each arm, without repetition. */
  readonly answers: readonly [ReadonlySet<string>, ReadonlySet<string>];
}

export interface Sampling {
  /** For each arm. */
  readonly samples: number;
  /** Unmeasured ones before, until the code is optimised. */
  readonly warmUp: number;
  /** Seconds after which what has been measured has to do. */
  readonly within: number;
}

export async function timeArms(arms: readonly [Arm, Arm], { samples, warmUp, within }: Sampling): Promise<ArmTimes> {
  const times: [number[], number[]] = [[], []];
  const answers: [Set<string>, Set<string>] = [new Set(), new Set()];
  const next = [0, 0];
  const end = performance.now() + within * 1000;
  const once = async (which: 0 | 1): Promise<number> => {
    const index = next[which] ?? 0;
    next[which] = index + 1;
    const began = performance.now();
    const answer = await arms[which](index);
    const took = performance.now() - began;
    answers[which].add(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`);
    return took * 1000;
  };
  for (let index = 0; index < warmUp; index++) {
    await once(0);
    await once(1);
  }
  while (Math.min(times[0].length, times[1].length) < samples && performance.now() < end) {
    // Which is next tells nothing of which came before: what one leaves behind falls on both alike.
    const which = times[0].length >= samples ? 1 : times[1].length >= samples || randomInt(2) === 0 ? 0 : 1;
    times[which].push(await once(which));
  }
  return { times, answers };
}
