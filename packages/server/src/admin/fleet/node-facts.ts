/** The nodes as people are shown them: each by its last word, and the one that answers by what it knows now. */
import { type GemelHealth, nodeStanding, type NodeStanding, type RegisteredNode, type Stamped } from 'gemel';

export interface NodeFacts {
  readonly id: string;
  /** Host and port; undefined where nobody named it. */
  readonly name: string | undefined;
  readonly isThisOne: boolean;
  readonly standing: NodeStanding;
  /** Seconds by which its view might be behind the log, or more where it is stale; undefined where it did not say, or said so too long ago. */
  readonly lag: number | undefined;
  /** Seconds that its lease had left; undefined as the lag. */
  readonly leaseLeft: number | undefined;
  /** Seconds since it said so; undefined where it never did. */
  readonly saidAgo: number | undefined;
  /** Seconds. */
  readonly maxStaleness: number;
  readonly acceptsStale: boolean;
}

/** Returns the node that answers first, then the others by name. @param own undefined where a command asks, which is none of them */
export function nodeFacts(
  { value: nodes, now }: Stamped<readonly RegisteredNode[]>,
  own?: Pick<GemelHealth, 'feed' | 'fleet'>,
): readonly NodeFacts[] {
  const facts = nodes.map((node) => (own !== undefined && node.id === own.fleet.nodeId ? factsOfOwn(node, own) : factsOf(node, now)));
  return facts.toSorted((left, right) => Number(right.isThisOne) - Number(left.isThisOne) || (sortKey(left) < sortKey(right) ? -1 : 1));
}

function factsOf(node: RegisteredNode, now: number): NodeFacts {
  const { id, report, registeredAt, maxStaleness, acceptsStale } = node;
  const standing = nodeStanding(node, now);
  const isKnown = standing === 'fresh' || standing === 'stale';
  return {
    ...{ id, name: report?.name, isThisOne: false, standing, maxStaleness, acceptsStale },
    lag: isKnown ? report?.lag : undefined,
    leaseLeft: isKnown ? report?.leaseLeft : undefined,
    saidAgo: registeredAt === undefined ? undefined : Math.max(0, now - registeredAt),
  };
}

function factsOfOwn(
  { id, report, acceptsStale }: RegisteredNode,
  { feed, fleet: { maxStaleness } }: Pick<GemelHealth, 'feed' | 'fleet'>,
): NodeFacts {
  const leaseLeft = feed.leaseLeftMs / 1000;
  const standing = feed.isFresh ? 'fresh' : 'stale';
  const lag = Math.max(0, maxStaleness - leaseLeft);
  return { id, name: report?.name, isThisOne: true, standing, lag, leaseLeft, saidAgo: 0, maxStaleness, acceptsStale };
}

function sortKey({ name = '', id }: NodeFacts): string {
  return `${name} ${id}`;
}
