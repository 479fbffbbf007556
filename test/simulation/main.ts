/** What the bundle of a simulation is when it runs: a process that is told what to do, says how far it has got, and ends. */
import { createSeedRunner } from './run-seeds.ts';

/** What a process is told. */
interface Job {
  readonly first: number;
  readonly end: number;
  readonly stride: number;
  readonly mostFailures: number;
  readonly mostMs: number;
  readonly explain: boolean;
}

process.once('message', (message) => {
  void work(message as Job);
});
// Whoever asked has gone.
process.once('disconnect', () => process.exit());

async function work(job: Job): Promise<void> {
  const runner = createSeedRunner();
  const answer = job.explain ? await runner.explain(job.first) : await runner.run(job, (progress) => void process.send?.({ progress }));
  process.send?.({ answer: answer ?? null }, () => process.disconnect());
}
