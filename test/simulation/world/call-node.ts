/** A call of somebody outside to a node: over the network, with an end to the patience. */
import type { Gemel } from '../../../packages/gemel/src/core/gemel.ts';
import { callRemote } from '../engine/remote-call.ts';
import type { NodeHost } from './node-host.ts';
import type { World } from './world.ts';

/** No answer came: what became of the call is not known. */
const noAnswer = new Error('no answer');

/** Rejects with what the node threw, or because no answer came. */
export function callNode<T>(world: World, index: number, work: (gemel: Gemel, host: NodeHost) => Promise<T>): Promise<T> {
  const host = nodeAt(world, index);
  return callRemote({
    network: world.network,
    caller: world.outside,
    to: host.machine,
    serve: () => (host.gemel === undefined ? undefined : work(host.gemel, host)),
    patienceMs: world.settings.patienceMs * 2,
    fault: () => noAnswer,
  });
}

/** The node of that number, or the next one that is up. */
function nodeAt(world: World, index: number): NodeHost {
  const { nodes } = world;
  for (let turn = 0; turn < nodes.length; turn++) {
    const host = nodes[(index + turn) % nodes.length];
    if (host?.gemel !== undefined) return host;
  }
  const first = nodes[index % nodes.length];
  if (first === undefined) throw new Error('a world has nodes');
  return first;
}
