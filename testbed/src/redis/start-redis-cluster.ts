/** A private Redis Cluster: masters on free ports that share the slots, a replica each where asked for. */
import { reservePorts } from '../network/reserve-ports.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { migrateSlot, type SlotMove } from './migrate-slot.ts';
import { startRedis, type RedisInstance, type RedisOptions } from './start-redis.ts';

export interface RedisClusterOptions extends RedisOptions {
  /** 3 by default. */
  readonly masters?: number;
  /** Replicas of each master: 0 by default. */
  readonly replicas?: 0 | 1;
  /** Milliseconds until a silent node counts as failed; 1000 by default. */
  readonly nodeTimeoutMs?: number;
}

export interface ClusterNode extends RedisInstance {
  readonly id: string;
}

export interface RedisCluster {
  readonly nodes: readonly ClusterNode[];
  readonly masters: readonly ClusterNode[];
  /** Replica n copies master n. */
  readonly replicas: readonly ClusterNode[];
  /** The slot of a key, by its hash tag. */
  slotOf(key: string): Promise<number>;
  /** The node that serves the slot now, as the first one that answers sees it. */
  ownerOf(slot: number): Promise<ClusterNode>;
  /** Moves a slot and its keys to another master. */
  moveSlot(slot: number, to: ClusterNode, move?: SlotMove): Promise<void>;
  /** Resolves when every node that runs sees all slots served. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const slotCount = 16_384;

export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { masters: masterCount = 3, replicas: replicaCount = 0 } = options;
  const count = masterCount * (1 + replicaCount);
  const ports = await reservePorts(count);
  const nodes: ClusterNode[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const busPort of ports) nodes.push(await startNode(busPort, options));
    const masters = nodes.slice(0, masterCount);
    const replicas = nodes.slice(masterCount);
    const cluster: RedisCluster = { ...questionsTo(nodes), nodes, masters, replicas, settle: () => settle(nodes), stop };
    await join(masters, replicas, ports);
    return cluster;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startNode(busPort: number, { nodeTimeoutMs = 1000, ...options }: RedisClusterOptions): Promise<ClusterNode> {
  const config = {
    'cluster-enabled': 'yes',
    'cluster-port': String(busPort),
    'cluster-node-timeout': String(nodeTimeoutMs),
    'cluster-announce-ip': '127.0.0.1',
    'cluster-replica-validity-factor': '0',
    ...options.config,
  };
  const node = await startRedis({ ...options, config });
  return { ...node, id: String(await node.ask('CLUSTER', 'MYID')) };
}

async function join(masters: readonly ClusterNode[], replicas: readonly ClusterNode[], busPorts: readonly number[]): Promise<void> {
  const nodes = [...masters, ...replicas];
  const [first] = nodes;
  if (first === undefined) return;
  for (const [index, node] of nodes.entries()) {
    await node.ask('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    if (node !== first) await node.ask('CLUSTER', 'MEET', '127.0.0.1', first.port, busPorts[0] ?? 0);
  }
  for (const [index, master] of masters.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.round((part * slotCount) / masters.length));
    await master.ask('CLUSTER', 'ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1);
  }
  await settle(nodes);
  for (const [index, replica] of replicas.entries()) await replica.ask('CLUSTER', 'REPLICATE', masters[index]?.id ?? '');
  for (const replica of replicas) {
    await waitUntil(async () => /master_link_status:up/.test(String(await replica.ask('INFO', 'replication'))), {
      what: 'a replica is linked',
    });
  }
}

/** Nodes that do not run are passed over; that all see each other is asked as well. */
async function settle(nodes: readonly RedisInstance[]): Promise<void> {
  await waitUntil(
    async () => {
      const infos = await Promise.all(nodes.map((node) => node.ask('CLUSTER', 'INFO').catch(() => undefined)));
      const answers = infos.filter((info) => info !== undefined).map(String);
      const known = new RegExp(`^cluster_known_nodes:${nodes.length}\\r?$`, 'm');
      return answers.length > 0 && answers.every((info) => info.includes('cluster_state:ok') && known.test(info));
    },
    { what: 'the cluster has settled', timeoutMs: 30_000, everyMs: 50 },
  );
}

function questionsTo(nodes: readonly ClusterNode[]): Pick<RedisCluster, 'slotOf' | 'ownerOf' | 'moveSlot'> {
  async function ask(...command: readonly string[]): Promise<unknown> {
    for (const node of nodes) {
      const answer = await node.ask(...command).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    throw new Error('no node of the cluster answers');
  }
  async function ownerOf(slot: number): Promise<ClusterNode> {
    const ranges = (await ask('CLUSTER', 'SLOTS')) as readonly [number, number, readonly [string, number, string]][]; // its documented reply
    const id = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][2];
    const owner = nodes.find((node) => node.id === id);
    if (owner === undefined) throw new Error(`nobody serves slot ${slot}`);
    return owner;
  }
  return {
    slotOf: async (key) => Number(await ask('CLUSTER', 'KEYSLOT', key)),
    ownerOf,
    moveSlot: async (slot, to, move) => migrateSlot({ slot, from: await ownerOf(slot), to, nodes }, move),
  };
}
