/** A Node.js program of a test's own: asked and answered in lines of JSON, stopped, continued and killed by its id. */
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { signalProcess } from './process-tree.ts';
import { guardProcess } from './start-guard.ts';

export interface ProcessOptions {
  readonly args?: readonly string[];
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the program says of its own accord, by `tell`. */
export interface ProcessMessage {
  readonly tell: string;
  readonly [fact: string]: unknown;
}

export interface TestProcess {
  readonly pid: number;
  /** Asks by name; the program answers by `answerParent`. @throws what it threw, with its `code`, or that it has ended. */
  ask(question: string, facts?: unknown): Promise<unknown>;
  /** Called with all that it tells. */
  onMessage(listener: (message: ProcessMessage) => void): void;
  /** SIGSTOP. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** `kill -9`; resolves when it has ended, at once where it had. */
  kill(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
}

/** Starts `file` with this process's Node.js. */
export function startProcess(file: string, { args = [], env = {} }: ProcessOptions = {}): TestProcess {
  const child = spawn(process.execPath, ['--no-warnings', file, ...args], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
    detached: true,
  });
  const { pid = 0 } = child;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners: ((message: ProcessMessage) => void)[] = [];
  let errors = '';
  let asked = 0;
  let hasEnded = false;

  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  }).then(() => {
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(new Error(`the process has ended: ${errors.slice(-2000)}`));
    waiting.clear();
  });
  const stopGuard = pid === 0 ? () => undefined : guardProcess(pid);
  void ended.then(stopGuard);

  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-10_000);
  });
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Answer | ProcessMessage; // written by answer-parent.ts
    if ('tell' in message) for (const listener of listeners) listener(message);
    else settle(message);
  });

  function settle({ id, value, error }: Answer): void {
    const question = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) question?.resolve(value);
    else question?.reject(Object.assign(new Error(error.message), { code: error.code }));
  }

  return {
    pid,
    ask(question, facts = null) {
      if (hasEnded) return Promise.reject(new Error(`the process has ended: ${errors.slice(-2000)}`));
      asked += 1;
      const id = asked;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, question, facts })}\n`);
      });
    },
    onMessage: (listener) => listeners.push(listener),
    pause: () => signalProcess(pid, 'SIGSTOP'),
    resume: () => signalProcess(pid, 'SIGCONT'),
    kill() {
      if (!hasEnded) signalProcess(pid, 'SIGKILL');
      return ended;
    },
  };
}
