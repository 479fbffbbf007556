/** `gemel relay`: passes the revocation feed on to verifiers, until it is told to stop. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import { judgeRelayConfiguration } from '../configuration/judge-relay-configuration.ts';
import { relay } from '../start/relay.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

export const relayCommand: CommandDef = {
  meta: {
    name: 'relay',
    description: 'Pass the revocation feed of an issuer, or of another relay, on to verifiers until SIGTERM or SIGINT',
  },
  args: {
    'allow-plain-http': { type: 'boolean', description: 'Take the feed of GEMEL_FEED_URL without TLS: the network in between is trusted' },
  },
  run: ({ rawArgs }) =>
    runOrExplain(
      async (context) => {
        const line = parseCommandLine('relay', rawArgs, { 'allow-plain-http': { type: 'boolean' } });
        const readTextFile = (path: string): string => readFileSync(path, 'utf8');
        const { configuration, problems } = judgeRelayConfiguration(process.env, readTextFile, line.has('allow-plain-http'));
        context.facts = configuration;
        const { feed } = configuration;
        if (feed === undefined || problems.length > 0) throw optionsError('gemel relay', problems);
        await relay({ ...configuration, feed });
      },
      { isServer: true },
    ),
};
