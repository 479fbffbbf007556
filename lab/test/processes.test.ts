/** Processes of the lab end whenever an experiment is stopped, also while somebody asks them something. */
import os from 'node:os';
import { expect, it } from 'vitest';
import { startProcess } from '../src/fleet/start-process.ts';

it('refuses a question to a process that has just ended, and lives on itself', async () => {
  const setup = { options: { weakness: 'none', holds: 'token' }, folder: os.tmpdir(), secret: 'any', signingKey: null };
  const started = await startProcess(new URL('programs/weak-node.js', import.meta.url), setup);
  const stopped = started.stop();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500); // it is dead by then, and nobody here has heard of it
  await expect(started.ask('leaseLeftMs')).rejects.toThrow('has ended');
  await stopped;
  await expect(started.ask('leaseLeftMs')).rejects.toThrow('has ended');
});
