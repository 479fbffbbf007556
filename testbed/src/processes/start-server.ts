/** A server program as a child of this process: spawned, awaited, stopped, continued and ended by its id. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { signalProcess, signalTree } from './process-tree.ts';
import { guardProcess } from './start-guard.ts';
import { waitUntil } from './wait-until.ts';

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Where what it prints goes. */
  readonly logFile: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Whether it answers. */
  isUp(): Promise<boolean>;
}

export interface RunningServer {
  readonly pid: number;
  /** SIGSTOP, its children included: it holds its connections and says nothing. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Sends a signal to the process itself and resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** `kill -9`, its children included. */
  kill(): Promise<void>;
}

/** Resolves when the server answers. @throws where it has ended before, with the end of its log. */
export async function startServer({ program, args, folder, logFile, user, isUp }: ServerCommand): Promise<RunningServer> {
  const log = openSync(logFile, 'a');
  const child = spawn(program, args, { stdio: ['ignore', log, log], detached: true, cwd: folder, ...user });
  closeSync(log);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    hasEnded = true;
  });
  const { pid = 0 } = child;
  if (pid === 0) throw new Error(`${program} cannot be started`);
  const stopGuard = guardProcess(pid);
  void ended.then(stopGuard);

  const kill = async (): Promise<void> => {
    signalTree(pid, 'SIGKILL');
    await ended;
  };
  try {
    await waitUntil(async () => hasEnded || isUp(), { what: `${program} answers` });
    if (hasEnded) throw new Error(`${program} ended by itself`);
  } catch (error) {
    await kill();
    throw new Error(`${String(error)}: ${readFileSync(logFile, 'utf8').slice(-2000)}`, { cause: error });
  }
  return {
    pid,
    pause: () => signalTree(pid, 'SIGSTOP'),
    resume: () => signalTree(pid, 'SIGCONT'),
    async end(signal) {
      signalTree(pid, 'SIGCONT');
      signalProcess(pid, signal);
      await ended;
    },
    kill,
  };
}
