/** Looks at the nodes that are registered, and at the bound that holds for them. */
import { defaults, type SessionStore } from 'gemel';
import { nodeFacts, type NodeFacts } from '../admin/fleet/node-facts.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { readFleetBound } from '../stores/read-fleet-bound.ts';
import { type Finding, ok, warning } from './finding.ts';

export async function checkFleet({ fleet }: Pick<SessionStore, 'fleet'>, configuration: Configuration): Promise<readonly Finding[]> {
  const own = configuration.freshness.maxStaleness ?? defaults.freshness.maxStaleness;
  const bound = await readFleetBound(fleet, configuration);
  const nodes = nodeFacts(await fleet.list());
  const accepting = nodes.filter(({ acceptsStale }) => acceptsStale).length;
  const findings: Finding[] = [ok(`Fleet: ${nodes.length === 1 ? '1 node' : `${nodes.length} nodes`}, bound ${bound} s`)];
  if (bound !== own) {
    findings.push(
      warning(
        `GEMEL_MAX_STALENESS is ${own} s here, the fleet's bound is ${bound} s: run \`gemel fleet --max-staleness ${own}\` to change the fleet's, or set GEMEL_MAX_STALENESS=${bound}`,
      ),
    );
  }
  if (accepting > 0) {
    findings.push(
      warning(
        `${accepting === 1 ? '1 node accepts' : `${accepting} nodes accept`} when stale (GEMEL_ON_STALE=accept): the bound does not hold there`,
      ),
    );
  }
  return [...findings, ...nodes.flatMap(checkNode)];
}

function checkNode({ id, name, standing, saidAgo = 0, maxStaleness }: NodeFacts): readonly Finding[] {
  const who = name === undefined ? id : `${name} (${id})`;
  const ago = `${saidAgo.toFixed(0)} s`;
  if (standing === 'silent') {
    return [
      warning(
        `Node ${who} has been silent for ${ago}: it has ended without a word, stands still, or cannot write to the store; look at its log`,
      ),
    ];
  }
  if (standing === 'stale') {
    return [
      warning(`Node ${who} had no lease ${ago} ago: it had not heard the feed for ${maxStaleness} s; look for feed.stale in its log`),
    ];
  }
  return [];
}
