import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TcpProxy } from '@gemel/testbed';
import { servers } from './fleet/engine-list.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

const boundMs = 500;

interface NetworkFault {
  readonly fault: string;
  readonly does: (network: TcpProxy) => void;
}

const faults: readonly NetworkFault[] = [
  { fault: 'each byte 60 ms late, each way', does: (network) => network.delay({ toServer: 60, toClient: 60 }) },
  { fault: 'answers later than the bound', does: (network) => network.delay({ toClient: 1.3 * boundMs }) },
  { fault: 'silent for a while, then everything arrives', does: (network) => network.hold() },
  { fault: 'answers held for a while, requests arrive', does: (network) => network.hold('toClient') },
  { fault: 'half-open', does: (network) => network.drop() },
  { fault: 'half-open towards the node only', does: (network) => network.drop('toClient') },
  { fault: 'connections reset, new ones refused', does: (network) => network.refuse() },
];

// Tried: what a network does between every verifying node and the store, while sessions are revoked through another one.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts; afterwards everybody honest is let in again.
describe.each(servers.filter(({ isHere }) => isHere))('the network between nodes and $name', ({ name, start }) => {
  const used = useFleet(start);

  test.each(faults)(
    'F10: $fault',
    async ({ fault, does }) => {
      const { fleet } = used();
      const traffic = await startTraffic(fleet, { doomed: 20, everyMs: 60 });
      for (const { network } of fleet.nodes) if (network !== undefined) does(network);
      await traffic.untilAcknowledged(16);
      await setTimeout(2 * boundMs);
      for (const { network } of fleet.nodes) network?.resume();
      const outcome = await traffic.finish();
      recordOutcome(name, `network of the nodes: ${fault}`, outcome);
      expect(outcome).toMatchObject({ violations: [], revocations: 20 });
    },
    60_000,
  );
});
