/** Starts the real server in a process of its own, in a temporary folder, on a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/gemel.js', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  /** Everything written to stdout and stderr so far. */
  output(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

export interface Options {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** A user other than the superuser, who may write anywhere. */
  readonly uid?: number;
  /** A shell line that ends by running "$@". */
  readonly wrapper?: string;
  /** What stands on standard input; nothing by default. */
  readonly input?: string;
}

/** Runs `gemel` with nothing of this process's own settings. */
export function runGemel({ args = ['serve'], env = {}, cwd, uid, wrapper, input = '' }: Options): Started {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GEMEL_') && name !== 'NODE_ENV'));
  const command = [process.execPath, bin, ...args];
  const [program = '', ...rest] = wrapper === undefined ? command : ['bash', '-c', wrapper, 'bash', ...command];
  const child = spawn(program, rest, {
    cwd,
    env: { ...inherited, NO_COLOR: '1', GEMEL_ADMIN_PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  child.stdin.on('error', () => undefined); // a command may end before it has read
  child.stdin.end(input);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, ended };
}

export interface RunningServer extends Started {
  readonly url: string;
  readonly folder: string;
  /** Ends the process (SIGTERM) and removes its folder. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when the server says that it is ready. */
export async function startGemel(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const folder = makeFolder();
  const started = runGemel({ cwd: folder, env: { GEMEL_PORT: '0', ...env } });
  const url = await firstMatch(started, /ready[^\n]*?(http:\/\/[^\s"]+)/);
  return {
    ...started,
    url,
    folder,
    stop: async () => {
      started.child.kill('SIGTERM');
      const code = await started.ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** Resolves with the first group of the first match in the process's output; rejects where it ends before. */
export function firstMatch(started: Started, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(started.output());
      if (found !== null) resolve(found[1] ?? found[0]);
    };
    started.child.stdout?.on('data', look);
    void started.ended.then((code) => reject(new Error(`ended with ${code}:\n${started.output()}`)));
    look();
  });
}

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gemel-server-'));
}
