/** The network between nodes and a Redis, as the lab handles it: a process of its own, so that it measures nobody but itself. */
import { startProcess } from './start-process.ts';

export interface NetworkSetup {
  /** Port of the store. */
  readonly target: number;
  /** How many nodes there can be. */
  readonly lanes: number;
}

export interface NetworkAct {
  /** Number of the node; null for all. */
  readonly lane: number | null;
  readonly act: 'delay' | 'cut' | 'silence' | 'heal';
  /** Of a delay: added to each round trip. */
  readonly ms: number;
}

export interface PassedCommand {
  readonly lane: number;
  readonly name: string;
  readonly atMs: number;
}

export interface Network {
  readonly ports: readonly number[];
  act(act: NetworkAct): Promise<void>;
  /** Commands that have passed, by lane. */
  counts(): Promise<readonly number[]>;
  /** From now on, or no longer, each command is told. */
  record(isWanted: boolean): Promise<void>;
  onCommand(listener: (command: PassedCommand) => void): void;
  stop(): Promise<void>;
}

export async function startNetwork(setup: NetworkSetup): Promise<Network> {
  const started = await startProcess<{ readonly ports: readonly number[] }>('fleet/network-process', setup);
  return {
    ports: started.ready.ports,
    act: async (act) => void (await started.ask('act', act)),
    counts: async () => (await started.ask('counts')) as readonly number[], // by network-process.ts
    record: async (isWanted) => void (await started.ask('record', isWanted)),
    onCommand: (listener) => started.onTell((value) => listener(value as PassedCommand)), // by network-process.ts
    stop: () => started.stop(),
  };
}
