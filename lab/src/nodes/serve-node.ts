/** The frame of every node: serves a listener on a free loopback port and answers what the lab asks beside HTTP. */
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerLab } from './answer-lab.ts';
import type { Administration, Known, NodeCosts, NodeSetup, Reached } from './node-setup.ts';
import { createShiftedClock } from './shift-clock.ts';

export interface NodeParts {
  readonly listener: RequestListener;
  /** What an administrator does; resolves when it is acknowledged. False where the scheme knows no such act. */
  administer(act: Administration): Promise<boolean>;
  /** Ends all of somebody's sessions; resolves when that holds on every node, or must by now. */
  endEverywhere?(subject: string): Promise<Reached>;
  /** What can be said of somebody who sends nothing just now. */
  describe?(subject: string): Promise<Known>;
  /** Milliseconds for which it still trusts what it knows, where it counts such a time. Asks nobody. */
  leaseLeftMs?(): number;
  /** Commands sent to a store that is a file; absent where it is a server. */
  commands?(): number;
  /** Lets commands to a store that is a file fail, or no longer. */
  cut?(isCut: boolean): void;
}

export function serveNode(build: (setup: NodeSetup) => Promise<NodeParts>): void {
  const shift = createShiftedClock();
  answerLab(async (given) => {
    const parts = await build(given as NodeSetup); // by fleet/start-fleet.ts
    const port = await listen(parts.listener);
    return {
      ready: { port },
      answers: {
        costs: () => readCosts(parts),
        administer: (act) => parts.administer(act as Administration), // by fleet/connect-node.ts
        endEverywhere: (subject) => parts.endEverywhere?.(String(subject)) ?? null,
        describe: (subject) => parts.describe?.(String(subject)) ?? null,
        leaseLeftMs: () => parts.leaseLeftMs?.() ?? null,
        cut: (isCut) => parts.cut?.(isCut === true),
        shiftClock: (seconds) => shift(Number(seconds)),
      },
    };
  });
}

async function listen(listener: RequestListener): Promise<number> {
  const server = http.createServer({ maxHeaderSize: 16_384 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // a TCP server's address is one
}

function readCosts(parts: NodeParts): NodeCosts {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, commands: parts.commands?.() ?? null, heapBytes: process.memoryUsage().heapUsed };
}
