/**
 * Computes argon2id on threads of its own, which on Linux give way to the thread that answers requests: on the shared pool hashes take each core
 * from it for milliseconds at a time, and the pool from whatever else waits there. F21
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Argon2 } from './argon2.ts';

/** What a thread is asked, and what it answers. */
type Job = { readonly hash: string; readonly work: object } | { readonly verify: string; readonly password: string; readonly work: object };
type Answer = { readonly value: string | boolean } | { readonly problem: string };

/** Ten times less of a core than the others where both want it, and all of it where they do not. */
const niceness = 10;

/** Plain JavaScript, since a thread starts from a file or a text, and this package runs from source as well as built. On other systems than Linux 0 would be the process. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { hashSync, verifySync } = require(workerData.library);
if (process.platform === 'linux') require('node:os').setPriority(0, workerData.niceness);
parentPort.on('message', (job) => {
  try {
    const value = 'hash' in job ? hashSync(job.hash, job.work) : verifySync(job.verify, job.password, job.work);
    parentPort.postMessage({ value });
  } catch (error) {
    parentPort.postMessage({ problem: String(error) });
  }
});
`;

/** A thread, and who waits for its answers, in the order of its jobs. */
interface HashingThread {
  readonly worker: Worker;
  readonly waiters: { resolve(answer: Answer): void; reject(error: Error): void }[];
}

/**
 * @param mostThreads threads, which start when there is work for them; idle ones keep no process alive. A thread is given its next job while it
 *   still has one: one that slept in between would have to be woken where the thread that wakes it runs.
 */
export function createHashingThreads(mostThreads: number): Argon2 {
  const library = createRequire(import.meta.url).resolve('@node-rs/argon2');
  const threads = new Set<HashingThread>();

  const start = (): HashingThread => {
    // Its own arguments: with those of a process that was given modules to evaluate, the text would be a module.
    const worker = new Worker(program, { eval: true, execArgv: [], workerData: { library, niceness } });
    const thread: HashingThread = { worker, waiters: [] };
    const fail = (error: unknown): void => {
      // Another takes its place at the next job.
      threads.delete(thread);
      for (const { reject } of thread.waiters.splice(0)) reject(error instanceof Error ? error : new Error('a hashing thread failed'));
    };
    worker.on('message', (answer: Answer) => {
      thread.waiters.shift()?.resolve(answer);
      if (thread.waiters.length === 0) worker.unref();
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(undefined));
    threads.add(thread);
    return thread;
  };

  const leastBusy = (): HashingThread => {
    const [first, ...others] = threads;
    if (first === undefined) return start();
    const found = others.reduce((least, thread) => (thread.waiters.length < least.waiters.length ? thread : least), first);
    return found.waiters.length > 0 && threads.size < mostThreads ? start() : found;
  };

  const run = async (job: Job): Promise<string | boolean> => {
    const { worker, waiters } = leastBusy();
    worker.ref();
    const answer = await new Promise<Answer>((resolve, reject) => {
      waiters.push({ resolve, reject });
      worker.postMessage(job, []);
    });
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.value;
  };

  return {
    ahead: 1,
    hash: async (password, work) => String(await run({ hash: password, work })),
    verify: async (stored, password, work) => (await run({ verify: stored, password, work })) === true,
    close: async () => {
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}
