/** Everything that a simulation holds, for those who act in it. */
import type { Judge } from '../checks/judge.ts';
import type { Ledger } from '../checks/ledger.ts';
import type { Process } from '../engine/machine.ts';
import type { Network } from '../engine/network.ts';
import type { Prng } from '../engine/prng.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Client } from './client.ts';
import type { NodeHost } from './node-host.ts';
import type { Settings } from './settings.ts';
import type { StoreCluster } from './store-cluster.ts';
import type { VerifierHost } from './verifier-host.ts';

/** The first thing that was not as it must be. */
export interface Violation {
  readonly invariant: string;
  readonly text: string;
  readonly atMs: number;
}

export interface World {
  readonly settings: Settings;
  readonly prng: Prng;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly cluster: StoreCluster;
  readonly nodes: readonly NodeHost[];
  readonly verifiers: readonly VerifierHost[];
  readonly clients: readonly Client[];
  /** Whoever calls from outside: browsers, applications, administrators. */
  readonly outside: Process;
  readonly ledger: Ledger;
  readonly judge: Judge;
  /** Since when, by node and token. */
  readonly refreshesUnderWay: Map<string, number>;
  /** Adds a line to the history; the text is made only where somebody reads it. */
  tell(text: () => string): void;
  fail(invariant: string, text: string): void;
  /** How much is still to come: whoever acts and has not finished, and looks that somebody has promised to take. */
  underWay: number;
  /** True from the end of the plan on: nothing more goes wrong. */
  isMended: boolean;
  /** Counts something that happened, so that one can see that a simulation is about something. */
  count(what: string): void;
}

export const ISSUER = 'https://app.example';
export const COOKIE_NAME = '__Host-Http-gemel';
