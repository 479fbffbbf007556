/** `gemel fleet`: the nodes that follow the feed, and the bound that all of them keep. */
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import type { FleetStore } from 'gemel';
import { nodeFacts, type NodeFacts } from '../admin/fleet/node-facts.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { parseMaxStaleness } from '../configuration/parse-setting.ts';
import { readFleetBound } from '../stores/read-fleet-bound.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runWithSessions } from './run-with-sessions.ts';

export const fleetCommand: CommandDef = {
  meta: { name: 'fleet', description: 'List the nodes that follow the feed, or set the bound of all of them' },
  args: { 'max-staleness': { type: 'string', description: 'Seconds: no node accepts later than this after an acknowledged revocation' } },
  run: ({ rawArgs }) => {
    return runWithSessions(
      () =>
        readBound(
          parseCommandLine('fleet', rawArgs, { 'max-staleness': { type: 'string' } })
            .texts('max-staleness')
            .at(-1),
        ),
      async (bound, { fleet }, configuration) => {
        if (bound !== undefined) await fleet.setMaxStaleness(bound);
        for (const line of await describeFleet(fleet, configuration)) process.stdout.write(`${line}\n`);
      },
    );
  },
};

function readBound(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = parseMaxStaleness(text);
  if ('value' in parsed) return parsed.value;
  throw optionsError('gemel fleet', ['--max-staleness must be seconds from 0.1 to 300: write gemel fleet --max-staleness 5']);
}

async function describeFleet(fleet: FleetStore, configuration: Configuration): Promise<readonly string[]> {
  const bound = await readFleetBound(fleet, configuration);
  const nodes = nodeFacts(await fleet.list());
  const head = `${nodes.length === 1 ? '1 node' : `${nodes.length} nodes`}; after an acknowledged revocation none accepts later than ${bound} s`;
  const isUnguarded = nodes.some(({ acceptsStale }) => acceptsStale);
  return [`${head}${isUnguarded ? ', but for those that accept when stale' : ''}.`, ...nodes.map(describeNode)];
}

function describeNode(node: NodeFacts): string {
  const { id, name, maxStaleness, acceptsStale } = node;
  const told = [id, name ?? 'no name', `bound ${maxStaleness} s`, describeStanding(node)];
  return [...told, ...(acceptsStale ? ['accepts when stale (GEMEL_ON_STALE=accept)'] : [])].join('  ');
}

function describeStanding({ standing, lag = 0, leaseLeft = 0, saidAgo = 0 }: NodeFacts): string {
  const ago = `${saidAgo.toFixed(0)} s ago`;
  switch (standing) {
    case 'fresh':
      return `${lag.toFixed(1)} s behind, ${leaseLeft.toFixed(1)} s of lease left, ${ago}`;
    case 'stale':
      return `no lease, ${ago}`;
    case 'starting':
      return `starting, ${ago}`;
    case 'silent':
      return `silent for ${saidAgo.toFixed(0)} s`;
    case 'untold':
      return 'says nothing of itself';
  }
}
