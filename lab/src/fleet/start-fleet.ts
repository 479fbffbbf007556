/** Starts a fleet: a store, and so many nodes of one scheme that share it. */
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Lifetimes, NodeSetup } from '../nodes/node-setup.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { connectNode, type LabNode } from './lab-node.ts';
import { createRecorder, type Exchange, type Recorder } from './recorder.ts';
import { type SharedStore, startStore, type StoreKind } from './shared-store.ts';
import { startProcess, type StartedProcess } from './start-process.ts';

export interface FleetPlan {
  readonly nodes: number;
  readonly maxStaleness: number;
  readonly lifetimes?: Partial<Lifetimes>;
  /** Gemel's `reuseWindow`; its default where absent. */
  readonly reuseWindow?: number;
  /** False: straight to the store; then it cannot be slow or cut, and nobody counts commands. */
  readonly isProxied?: boolean;
  /** Where the store is a file: milliseconds before each command. */
  readonly delayMs?: number;
}

/** Where fleets are started: what a machine offers, and a folder that is the caller's to delete. */
export interface FleetPlace {
  readonly storeKind: StoreKind;
  readonly folder: string;
}

export interface Fleet {
  readonly scheme: Scheme;
  readonly nodes: readonly LabNode[];
  readonly store: SharedStore;
  node(index: number): LabNode;
  addNode(): Promise<LabNode>;
  /** `kill -9`, and a new process in its place. */
  restartNode(index: number): Promise<LabNode>;
  /** The network between a node (null: every node) and the store. Does nothing where the store is a file and the act is a delay. */
  network(act: 'delay' | 'cut' | 'silence' | 'heal', node: number | null, ms?: number): Promise<void>;
  /** Commands that have been sent to the store, by all nodes or by one. */
  commands(node?: number): Promise<number>;
  /** Does the work, and returns what clients, nodes and store said meanwhile. */
  record(work: () => Promise<unknown>): Promise<readonly Exchange[]>;
  /** What the nodes share beside the store; for attacks that begin with its loss. */
  readonly secret: string;
  stop(): Promise<void>;
}

/** Room for nodes that are added later. */
const spareLanes = 1;
/** Until what passed the network is known here. */
const tellingMs = 40;

/** The usual lifetimes where an experiment is not about them. */
const usualLifetimes: Lifetimes = { idle: 1800, overall: 43_200, token: null };

export async function startFleet(scheme: Scheme, plan: FleetPlan, place: FleetPlace): Promise<Fleet> {
  const folder = await fs.mkdtemp(path.join(place.folder, 'fleet-'));
  const lanes = plan.nodes + spareLanes;
  const store = await startStore({ kind: place.storeKind, folder, lanes, isProxied: plan.isProxied ?? true });
  const processes: StartedProcess<{ readonly port: number }>[] = [];
  const nodes: LabNode[] = [];
  const recorder = createRecorder();
  const secrets = { secret: crypto.randomBytes(32).toString('base64url'), signingKey: createSigningKey(scheme.options['algorithm']) };

  const startNode = async (index: number): Promise<LabNode> => {
    const setup: NodeSetup = {
      ...secrets,
      store: store.addressFor(index),
      folder,
      delayMs: plan.delayMs ?? 0,
      maxStaleness: plan.maxStaleness,
      reuseWindow: plan.reuseWindow ?? null,
      lifetimes: { ...usualLifetimes, ...plan.lifetimes },
      options: scheme.options,
    };
    const started = await startProcess<{ readonly port: number }>(scheme.program, setup);
    processes[index] = started;
    const node = connectNode(nameNode(index), started, recorder);
    nodes[index] = node;
    return node;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((one) => one.stop()));
    await store.stop();
    await fs.rm(folder, { recursive: true, force: true });
  };

  try {
    noteCommands(store, recorder);
    await startNode(0); // alone, so that whatever is made once is made once
    await Promise.all(Array.from({ length: plan.nodes - 1 }, (_, index) => startNode(index + 1)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    scheme,
    nodes,
    store,
    node(index) {
      const found = nodes[index];
      if (found === undefined) throw new Error(`there is no node ${nameNode(index)}`);
      return found;
    },
    addNode: () => startNode(nodes.length),
    async restartNode(index) {
      await processes[index]?.stop();
      return startNode(index);
    },
    async network(act, node, ms = 0) {
      if (store.network !== null) return store.network.act({ lane: node, act, ms });
      const reached = node === null ? nodes : nodes.slice(node, node + 1);
      if (act !== 'delay') await Promise.all(reached.map((one) => one.cutFile(act !== 'heal')));
    },
    async commands(node) {
      const counts = store.network === null ? await countByNodes(nodes) : await store.network.counts();
      return node === undefined ? counts.reduce((sum, count) => sum + count, 0) : (counts[node] ?? 0);
    },
    async record(work) {
      await store.network?.record(true);
      recorder.start();
      await work();
      await setTimeout(tellingMs);
      await store.network?.record(false);
      return recorder.finish();
    },
    secret: secrets.secret,
    stop,
  };
}

/** A, B, C … */
export function nameNode(index: number): string {
  return String.fromCharCode(65 + index);
}

async function countByNodes(nodes: readonly LabNode[]): Promise<readonly number[]> {
  const costs = await Promise.all(nodes.map((node) => node.costs()));
  return costs.map(({ commands }) => commands ?? 0);
}

/** Lets what passes to the store appear beside what clients say. */
function noteCommands({ network }: SharedStore, recorder: Recorder): void {
  network?.onCommand(({ lane, name, atMs }) => {
    recorder.note({ beganMs: atMs, endedMs: atMs, from: nameNode(lane), to: 'store', text: name, reply: null, tone: 'plain' });
  });
}

/** Null where the scheme's algorithm has one key for both. */
function createSigningKey(algorithm: string | undefined): string | null {
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  if (algorithm === 'ES256') return crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString();
  if (algorithm === 'EdDSA') return crypto.generateKeyPairSync('ed25519').privateKey.export(pem).toString();
  if (algorithm === 'RS256') return crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString();
  return null;
}
