/** Several real nodes on one pair of stores, each restarted as an operator restarts it. */
import { rmSync } from 'node:fs';
import { reservePorts } from '@gemel/testbed';
import { firstMatch, makeFolder, runGemel, type Started } from '../../support/server-process.ts';

export type Environment = Readonly<Record<string, string>>;

export interface FleetNode {
  readonly url: string;
  readonly adminUrl: string;
  /** What it has written since it was first started. */
  output(): string;
  /** SIGTERM, and again with these settings changed; resolves when it is ready. */
  restart(changes?: Environment): Promise<void>;
}

export interface Fleet {
  readonly nodes: readonly FleetNode[];
  /** One after the other. */
  restartInTurn(changes?: Environment): Promise<void>;
  /** Runs a command of the operator with the settings of the nodes. */
  run(...args: readonly string[]): Promise<string>;
  /** Rejects where a node does not end well. */
  stop(): Promise<void>;
}

/** @param stores the settings that name the stores. */
export async function startFleet(count: number, stores: Environment): Promise<Fleet> {
  const folder = makeFolder();
  const ports = await reservePorts(count * 2);
  let settings: Environment = { GEMEL_URL: `http://localhost:${ports[0]}`, GEMEL_LOG_LEVEL: 'info', ...stores };
  const nodes: (FleetNode & { stop(): Promise<void> })[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const own = { GEMEL_PORT: String(ports[2 * index]), GEMEL_ADMIN_PORT: String(ports[2 * index + 1]) };
      nodes.push(await startNode(own));
    }
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop(): Promise<void> {
    await Promise.all(nodes.map((node) => node.stop()));
    rmSync(folder, { recursive: true, force: true });
  }

  async function startNode(own: Environment): Promise<FleetNode & { stop(): Promise<void> }> {
    let before = '';
    let running = await begin();
    async function begin(): Promise<Started> {
      const started = runGemel({ cwd: folder, env: { ...settings, ...own } });
      await firstMatch(started, /ready/);
      return started;
    }
    async function stop(): Promise<void> {
      running.child.kill('SIGTERM');
      const code = await running.ended;
      before += running.output();
      if (code !== 0) throw new Error(`a node ended with ${code}:\n${running.output()}`);
    }
    return {
      url: `http://localhost:${own['GEMEL_PORT']}`,
      adminUrl: `http://127.0.0.1:${own['GEMEL_ADMIN_PORT']}`,
      output: () => before + running.output(),
      async restart() {
        await stop();
        running = await begin();
      },
      stop,
    };
  }

  return {
    nodes,
    async restartInTurn(changes = {}) {
      settings = { ...settings, ...changes };
      for (const node of nodes) await node.restart();
    },
    async run(...args) {
      const command = runGemel({ cwd: folder, args, env: settings });
      const code = await command.ended;
      if (code !== 0) throw new Error(`gemel ${args.join(' ')} ended with ${code}:\n${command.output()}`);
      return command.output();
    },
    stop,
  };
}
