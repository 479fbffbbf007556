/** Looks at the nodes that are registered, and at the bound that holds for them. */
import { defaults, type SessionStore } from 'gemel';
import type { Configuration } from '../configuration/configuration.ts';
import { readFleetBound } from '../stores/read-fleet-bound.ts';
import { type Finding, ok, warning } from './finding.ts';

export async function checkFleet({ fleet }: Pick<SessionStore, 'fleet'>, configuration: Configuration): Promise<readonly Finding[]> {
  const own = configuration.freshness.maxStaleness ?? defaults.freshness.maxStaleness;
  const bound = await readFleetBound(fleet, configuration);
  const { value: nodes } = await fleet.list();
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
  return findings;
}
