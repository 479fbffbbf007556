/** Starts the real `gemel relay` in a process of its own, on free ports. */
import { rmSync } from 'node:fs';
import { firstMatch, makeFolder, runGemel, type RunningServer } from './server-process.ts';

export interface RunningRelay extends RunningServer {
  /** Where its readers read. */
  readonly feedUri: string;
  /** The origin of its admin listener. */
  readonly adminUrl: string;
}

/** Resolves when the relay listens, whether or not it has read anything. */
export async function startRelay(env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<RunningRelay> {
  const folder = makeFolder();
  const started = runGemel({ cwd: folder, args: ['relay', ...args], env: { GEMEL_PORT: '0', ...env } });
  const url = await firstMatch(started, /ready[^\n]*?url=(http:\/\/[^\s"]+)/);
  const adminUrl = await firstMatch(started, /ready[^\n]*?admin=(http:\/\/[^\s"]+)/);
  return {
    ...started,
    url,
    feedUri: `${url}/feed`,
    adminUrl,
    folder,
    stop: async () => {
      started.child.kill('SIGTERM');
      const code = await started.ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** What `/readyz` says. */
export async function readiness({ url }: { readonly url: string }): Promise<{ readonly status: string; readonly answer: number }> {
  const response = await fetch(`${url}/readyz`);
  const { status } = (await response.json()) as { readonly status: string };
  return { status, answer: response.status };
}
