/** The network between nodes and their store: one proxy for each node, that can be slow, silent or cut, and counts what passes. */
import { createTcpProxy } from '@gemel/testbed/tcp-proxy';
import { answerLab } from '../nodes/answer-lab.ts';
import { createCommandCounter } from './count-commands.ts';
import type { NetworkAct, NetworkSetup, PassedCommand } from './network.ts';

answerLab(async (given, tell) => {
  const { target, lanes } = given as NetworkSetup; // by network.ts
  const counts = Array.from({ length: lanes }, () => 0);
  let isRecording = false;
  const note = (lane: number, name: string): void => {
    counts[lane] = (counts[lane] ?? 0) + 1;
    const passed: PassedCommand = { lane, name, atMs: performance.timeOrigin + performance.now() };
    if (isRecording) tell(passed);
  };
  const proxies = await Promise.all(
    counts.map((_, lane) => createTcpProxy({ port: target }, () => createCommandCounter((name) => note(lane, name)))),
  );
  const reach = (lane: number | null): typeof proxies => (lane === null ? proxies : proxies.slice(lane, lane + 1));
  return {
    ready: { ports: proxies.map(({ port }) => port) },
    answers: {
      counts: () => [...counts],
      record: (isWanted) => {
        isRecording = isWanted === true;
      },
      act(value) {
        const { lane, act, ms } = value as NetworkAct; // by network.ts
        for (const proxy of reach(lane)) {
          if (act === 'delay') proxy.delay({ toServer: ms / 2, toClient: ms / 2 });
          else if (act === 'cut') proxy.refuse();
          else if (act === 'silence') proxy.hold();
          else proxy.resume();
        }
      },
    },
  };
});
