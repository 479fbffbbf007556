/** Measures contenders in many short, interleaved rounds, so that what disturbs the machine disturbs all of them alike. */
import { setImmediate } from 'node:timers/promises';
import type { Contender, Measurement } from './contender.ts';
import type { Effort } from './effort.ts';

interface Prepared {
  readonly contender: Contender;
  readonly count: number;
  readonly cpuUs: number[];
  readonly wallUs: number[];
}

/** Runs every contender once per round; the one that begins changes from round to round. */
export async function measureRounds(
  contenders: readonly Contender[],
  effort: Pick<Effort, 'rounds' | 'roundMs' | 'warmUpMs'>,
): Promise<readonly Measurement[]> {
  const prepared: Prepared[] = [];
  for (const contender of contenders) {
    prepared.push({ contender, count: await findCount(contender, effort), cpuUs: [], wallUs: [] });
  }
  for (let round = 0; round < effort.rounds; round++) {
    for (let place = 0; place < prepared.length; place++) {
      const next = prepared[(place + round) % prepared.length];
      if (next !== undefined) await measureOnce(next);
    }
  }
  return prepared.map(({ contender, cpuUs, wallUs }) => ({ name: contender.name, cpuUs, wallUs }));
}

/** Lets timers and I/O have their turn first, since a contender may follow a feed beside its work. */
async function measureOnce({ contender, count, cpuUs, wallUs }: Prepared): Promise<void> {
  await setImmediate();
  const cpuBefore = process.cpuUsage();
  const wallBefore = process.hrtime.bigint();
  const running = contender.run(count);
  if (running !== undefined) await running;
  const wall = process.hrtime.bigint() - wallBefore;
  const cpu = process.cpuUsage(cpuBefore);
  cpuUs.push((cpu.user + cpu.system) / count);
  wallUs.push(Number(wall) / 1000 / count);
}

/** Doubles the count until the contender has run for long enough to be warm, and takes its last pace. */
async function findCount(contender: Contender, { roundMs, warmUpMs }: Pick<Effort, 'roundMs' | 'warmUpMs'>): Promise<number> {
  for (let count = 1; ; count *= 2) {
    await setImmediate();
    const before = performance.now();
    await contender.run(count);
    const tookMs = performance.now() - before;
    if (tookMs >= Math.max(roundMs, warmUpMs / 2)) return Math.max(1, Math.round((count * roundMs) / tookMs));
  }
}
