/** `gemel serve`: the server, until it is told to stop. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import { judgeConfiguration } from '../configuration/load-configuration.ts';
import { spellPlace } from '../configuration/place.ts';
import { databaseAt } from '../stores/database-at.ts';
import { explainFault } from '../start/explain-fault.ts';
import { secretPathOf } from '../start/make-secret.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

export const serveCommand: CommandDef = {
  meta: { name: 'serve', description: 'Serve pages and the API until SIGTERM or SIGINT' },
  run: ({ rawArgs }) =>
    runOrExplain(
      async (context) => {
        parseCommandLine('serve', rawArgs, {});
        const { configuration, problems } = judgeConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
        context.facts = { ...configuration, secretPath: secretPathOf(configuration.database) };
        const all = [...problems, ...(configuration.isProduction ? await databaseProblems(configuration) : [])];
        if (all.length > 0) throw optionsError('gemel serve', all);
        // Loaded only now: whoever has a setting to correct need not wait for it.
        const { serve } = await import('../start/serve.ts');
        await serve(configuration);
      },
      { isServer: true },
    ),
};

/** Production wants a database that is there and current, and changes neither by itself. */
async function databaseProblems(configuration: Configuration): Promise<readonly string[]> {
  try {
    const database = await databaseAt(configuration.database);
    const absence = database.absence();
    if (absence !== undefined) return [absence];
    const steps = await database.findLacking();
    const isCurrent = steps.every(({ numbers }) => numbers.length === 0);
    return isCurrent ? [] : [`The database ${spellPlace(configuration.database)} needs a migration: run \`gemel migrate\``];
  } catch (error) {
    return explainFault(error, configuration);
  }
}
