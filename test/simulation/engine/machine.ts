/** A machine with its own two clocks, neither of which is true, and the processes that run on it until it is stopped or they crash. */
import type { Clock } from '@gemel/protocol';
import type { Scheduler } from './scheduler.ts';

export interface Machine {
  readonly name: string;
  readonly clock: Clock;
  readonly isRunning: boolean;
  /** `stopped`: its processes stand still (SIGSTOP). `suspended`: its monotonic clock does as well, its wall clock goes on. */
  halt(kind: 'stopped' | 'suspended'): void;
  resume(): void;
  stepWall(ms: number): void;
  /** Runs now, or after the machine has been resumed. */
  whenRunning(run: () => void): void;
  /** Runs when the monotonic clock has moved by `ms`. Returns a function that takes it back. */
  after(ms: number, run: () => void): () => void;
}

/** A program on a machine; after a crash nothing that it waited for happens any more. */
export interface Process {
  readonly machine: Machine;
  readonly isAlive: boolean;
  crash(): void;
  /** Runs in the process, when its machine runs; not at all after a crash. */
  enter(run: () => void): void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface MachineParts {
  readonly name: string;
  readonly scheduler: Scheduler;
  /** How fast its clocks go; 1 is right. */
  readonly rate: number;
  /** Milliseconds by which its wall clock is off at the start. */
  readonly wallOffsetMs: number;
}

/** True time begins here, in milliseconds since 1970. */
export const BEGINNING_MS = 1_800_000_000_000;

export function createMachine({ name, scheduler, rate, wallOffsetMs }: MachineParts): Machine {
  let monotonicBase = 1_000_000;
  let sinceMs = 0;
  let halted: 'stopped' | 'suspended' | undefined;
  let wallOffset = wallOffsetMs;
  let waiting: (() => void)[] = [];

  const monotonicMs = (): number => (halted === 'suspended' ? monotonicBase : monotonicBase + (scheduler.nowMs - sinceMs) * rate);
  const rebase = (): void => {
    monotonicBase = monotonicMs();
    sinceMs = scheduler.nowMs;
  };

  const machine: Machine = {
    name,
    clock: { monotonicMs, wallMs: () => BEGINNING_MS + scheduler.nowMs * rate + wallOffset },
    get isRunning() {
      return halted === undefined;
    },
    halt(kind) {
      rebase();
      halted = kind;
    },
    resume() {
      rebase();
      halted = undefined;
      const runs = waiting;
      waiting = [];
      for (const run of runs) scheduler.at(scheduler.nowMs, () => machine.whenRunning(run));
    },
    stepWall(ms) {
      wallOffset += ms;
    },
    whenRunning(run) {
      if (halted === undefined) run();
      else waiting.push(run);
    },
    after(ms, run) {
      const dueMs = monotonicMs() + ms;
      let isOff = false;
      let cancel: () => void = () => undefined;
      const wait = (): void => {
        cancel = scheduler.at(scheduler.nowMs + Math.max(0, dueMs - monotonicMs()) / rate, () => machine.whenRunning(fire));
      };
      const fire = (): void => {
        if (isOff) return;
        if (monotonicMs() < dueMs - 0.001) wait();
        else run();
      };
      wait();
      return () => {
        isOff = true;
        cancel();
      };
    },
  };
  return machine;
}

export function startProcess(machine: Machine): Process {
  let isAlive = true;
  return {
    machine,
    get isAlive() {
      return isAlive;
    },
    crash() {
      isAlive = false;
    },
    enter(run) {
      if (!isAlive) return;
      machine.whenRunning(() => {
        if (isAlive) run();
      });
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const wake = (): void => {
          cancel();
          signal?.removeEventListener('abort', wake);
          if (isAlive) resolve();
        };
        const cancel = machine.after(ms, wake);
        signal?.addEventListener('abort', wake);
      }),
  };
}
