/** Runs a command over the stores that the environment names, with no engine and no secret. */
import { readFileSync } from 'node:fs';
import type { Configuration } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { OpenDatabase } from '../stores/database.ts';
import { openStores } from '../stores/open-stores.ts';
import { runOrExplain } from './run-or-explain.ts';

/** @param readLine judges the command line, before anything is opened. */
export function runWithStores<Line>(
  readLine: () => Line,
  command: (line: Line, stores: OpenDatabase, configuration: Configuration) => Promise<void>,
): Promise<void> {
  return runOrExplain(async (context) => {
    const line = readLine();
    const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'), 'store');
    context.facts = configuration;
    const stores = await openStores(configuration);
    try {
      await command(line, stores, configuration);
    } finally {
      await stores.sessions.close();
      await stores.close();
    }
  });
}
