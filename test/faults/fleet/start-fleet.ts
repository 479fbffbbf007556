/** A fleet of real processes over one store: a writer, verifying nodes and a verifier over HTTP, each behind a network of its own. */
import { fileURLToPath } from 'node:url';
import { createTcpProxy, startProcess, type TcpProxy, type TestProcess } from '@gemel/testbed';

export interface StoreAddress {
  readonly kind: 'sqlite' | 'postgres' | 'redis' | 'redis-cluster';
  /** A path for SQLite; a comma between the URLs of a cluster's nodes. */
  readonly url: string;
  /** For the store, beside its client. */
  readonly options?: object;
}

export interface FleetPlan {
  readonly store: StoreAddress;
  /** Verifying nodes with access to the store; 2 by default. */
  readonly nodes?: number;
  /** Seconds; 0.5 by default. */
  readonly maxStaleness?: number;
  /** Of the verifying nodes; the verifier refuses, unless all are to accept. */
  readonly onStale?: 'ask' | 'refuse' | 'accept';
  /** Milliseconds between two presentations of each credential; 4 by default. */
  readonly everyMs?: number;
  /** Added to the environment of the verifying nodes and of the verifier, not of the writer. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that checks credentials. */
export interface Watcher {
  readonly name: string;
  readonly process: TestProcess;
  /** Between it and what it follows; undefined where it reaches it directly (a file, a cluster). */
  readonly network: TcpProxy | undefined;
}

export interface Fleet {
  readonly maxStaleness: number;
  /** Signs in and revokes; it verifies nothing that is counted. */
  readonly writer: Watcher;
  readonly nodes: readonly Watcher[];
  readonly verifier: Watcher;
  /** The nodes and the verifier. */
  readonly watchers: readonly Watcher[];
  stop(): Promise<void>;
}

const program = (name: string): string => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));

/** Resolves when every process has heard the feed once. The verifier follows the writer's feed. */
export async function startFleet(plan: FleetPlan): Promise<Fleet> {
  const { maxStaleness = 0.5, everyMs = 4, onStale = 'ask', env = {} } = plan;
  const secret = 'of-no-fleet-but-the-tests'.repeat(2);
  const started: { process: TestProcess; network: TcpProxy | undefined }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.process.kill()));
    await Promise.all(started.map(async (one) => one.network?.stop()));
  };

  async function launch(name: string, file: string, setup: object, network: TcpProxy | undefined): Promise<Watcher & { port: number }> {
    const child = startProcess(program(file), {
      env: { ...(name === 'writer' ? {} : env), FAULT_SETUP: JSON.stringify({ secret, maxStaleness, everyMs, onStale, ...setup }) },
    });
    started.push({ process: child, network });
    const { port } = await ready(child, name);
    return { name, process: child, network, port };
  }

  async function launchNode(name: string): Promise<Watcher & { port: number }> {
    const { address, network } = await throughProxy(plan.store);
    return launch(name, 'node-process', { store: address }, network);
  }

  try {
    const writer = await launchNode('writer');
    const names = Array.from({ length: plan.nodes ?? 2 }, (_, index) => `node ${index + 1}`);
    const nodes = await Promise.all(names.map(launchNode));
    const network = await createTcpProxy({ port: writer.port });
    const verifier = await launch('verifier', 'verifier-process', { url: `http://127.0.0.1:${network.port}` }, network);
    return { maxStaleness, writer, nodes, verifier, watchers: [...nodes, verifier], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function throughProxy(store: StoreAddress): Promise<{ address: StoreAddress; network: TcpProxy | undefined }> {
  if (store.kind === 'sqlite' || store.kind === 'redis-cluster') return { address: store, network: undefined };
  const url = new URL(store.url);
  const network = await createTcpProxy({ port: Number(url.port) });
  url.port = String(network.port);
  return { address: { ...store, url: url.href }, network };
}

async function ready(child: TestProcess, name: string): Promise<{ port: number }> {
  const hasEnded = child.ask('status').then(
    () => undefined,
    (error: unknown) => {
      throw new Error(`${name} did not start`, { cause: error });
    },
  );
  const message = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    child.onMessage(resolve);
    hasEnded.catch(reject);
  });
  return { port: Number(message['port'] ?? 0) };
}
