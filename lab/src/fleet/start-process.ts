/** Starts the lab's processes, asks them, and stops them, each by its own handle. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Question, Said } from '../nodes/answer-lab.ts';
import { bundleProgram } from './bundle-program.ts';

export interface StartedProcess<Ready> {
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** @throws Error what the program threw, or that it has ended */
  ask(question: string, value?: unknown): Promise<unknown>;
  onTell(listener: (value: unknown) => void): void;
  /** `kill -9`; resolves when it has ended. */
  stop(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts a program of the lab (its path below `dist`, which is built from here), or any by its URL, and waits until it is ready. */
export async function startProcess<Ready>(program: string | URL, setup: object): Promise<StartedProcess<Ready>> {
  const file = typeof program === 'string' ? await bundleProgram(program) : fileURLToPath(program);
  const env = { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1' };
  const child = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  const listeners: ((value: unknown) => void)[] = [];
  let lastId = 0;
  const ended = once(child, 'exit').then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${String(program)} has ended`));
    waiting.clear();
  });
  const ready = new Promise<object>((resolve) => {
    child.on('message', (message) => {
      const said = message as Said; // by nodes/answer-lab.ts
      if (said.kind === 'ready') resolve(said.facts);
      else if (said.kind === 'tell') for (const listener of listeners) listener(said.value);
      else settle(waiting, said);
    });
  });
  child.send(setup, () => undefined); // where it cannot be sent, it has ended, which is told below
  const facts = await Promise.race([ready, ended]);
  if (facts === undefined) throw new Error(`${String(program)} ended before it was ready`);
  return {
    ready: facts as Ready, // the caller knows its program
    ask(question, value = null) {
      const asked: Question = { id: ++lastId, ask: question, value };
      return new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${String(program)} has ended`));
        waiting.set(asked.id, { resolve, reject });
        // With somebody to tell, what cannot be sent to a process that is just ending is no error of the whole program.
        child.send(asked, (failed) => {
          if (failed !== null && waiting.delete(asked.id)) reject(new Error(`${String(program)} has ended`));
        });
      });
    },
    onTell: (listener) => listeners.push(listener),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

function settle(waiting: Map<number, Waiting>, said: Extract<Said, { kind: 'answer' }>): void {
  const question = waiting.get(said.id);
  waiting.delete(said.id);
  if (said.failed === undefined) question?.resolve(said.value);
  else question?.reject(new Error(said.failed));
}
