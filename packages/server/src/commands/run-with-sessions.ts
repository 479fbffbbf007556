/** Runs a command over the store of sessions that the environment names, with no engine and no secret. */
import { readFileSync } from 'node:fs';
import type { Configuration } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { SessionStore } from 'gemel';
import { openSessions } from '../stores/open-stores.ts';
import { runOrExplain } from './run-or-explain.ts';

/** @param readLine judges the command line, before anything is opened. */
export function runWithSessions<Line>(
  readLine: () => Line,
  command: (line: Line, sessions: SessionStore, configuration: Configuration) => Promise<void>,
): Promise<void> {
  return runOrExplain(async (context) => {
    const line = readLine();
    const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'), 'store');
    context.facts = configuration;
    const { sessions, close } = await openSessions(configuration);
    try {
      await command(line, sessions, configuration);
    } finally {
      await close();
    }
  });
}
