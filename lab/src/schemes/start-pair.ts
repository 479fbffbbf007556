/** Starts two nodes of one program, and the shared store where they need it. */
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { NodeSetup } from '../nodes/node-channel.ts';
import type { RunningScheme, SchemeSetting } from '../scheme.ts';
import { connectNode } from './connect-node.ts';
import { startProcess, type StartedProcess } from './start-process.ts';

export interface PairPlan {
  readonly program: string;
  readonly credential: NodeSetup['credential'];
  readonly needsStore: boolean;
  /** See `RunningScheme.bound`. */
  readonly bound: number | null;
}

export async function startPair(plan: PairPlan, { folder, effort }: SchemeSetting): Promise<RunningScheme> {
  const own = await fs.mkdtemp(path.join(folder, 'scheme-'));
  const started: StartedProcess[] = [];
  const start = async (program: string, setup: NodeSetup | null): Promise<StartedProcess> => {
    const one = await startProcess(program, setup);
    started.push(one);
    return one;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.stop()));
  };
  try {
    const store = plan.needsStore ? await start('store/store-process', null) : null;
    const secret = crypto.randomBytes(32).toString('base64url');
    const { credential, program, bound } = plan;
    const setup: NodeSetup = { folder: own, maxStaleness: effort.maxStaleness, storePort: store?.port ?? null, secret, credential };
    const a = connectNode(await start(program, setup));
    const b = connectNode(await start(program, setup));
    return { a, b, bound, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
