/** A bare server beside threads that do nothing but hash: what a flood of sign-ins costs another route at the least. */
import { createRequire } from 'node:module';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HttpServer } from './http-server.ts';
import { answerJson } from './node-servers.ts';

/** At the niceness of Gemel's own threads, and one after the other without a word to anybody. */
const program = `
const { workerData } = require('node:worker_threads');
const { hashSync } = require(workerData.library);
if (process.platform === 'linux') require('node:os').setPriority(0, 10);
for (;;) hashSync('three lamps over water', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
`;

export function createHashingBare(): HttpServer {
  const library = createRequire(import.meta.url).resolve('@node-rs/argon2');
  let threads: Worker[] = [];
  return {
    listener: (_request, response) => answerJson(response, 'user-0'),
    cookies: ['nobody=asks'],
    bearers: [],
    flood: (shallBe) => {
      for (const thread of threads) void thread.terminate();
      threads = shallBe
        ? Array.from({ length: os.availableParallelism() }, () => new Worker(program, { eval: true, workerData: { library } }))
        : [];
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
