/** What the bundle of a simulation offers: to whoever imports it, and as a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { createSeedRunner } from './run-seeds.ts';

/** What a worker thread is told. */
interface Job {
  readonly first: number;
  readonly end: number;
  readonly stride: number;
  readonly mostFailures: number;
  readonly mostMs: number;
  readonly explain: boolean;
}

const job = workerData as Job | undefined;
if (parentPort !== null && job !== undefined) {
  const runner = createSeedRunner();
  parentPort.postMessage(job.explain ? await runner.explain(job.first) : await runner.run(job), []);
}
