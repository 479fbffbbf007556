/** `gemel serve`: the server, until it is told to stop. */
import { existsSync, readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import { judgeConfiguration } from '../configuration/load-configuration.ts';
import { createLogger } from '../logging/create-logger.ts';
import { banner } from '../start/banner.ts';
import { findLackingSteps } from '../start/database.ts';
import { explainFault } from '../start/explain-fault.ts';
import { secretPathOf, startServer } from '../start/start-server.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

export const serveCommand: CommandDef = {
  meta: { name: 'serve', description: 'Serve pages and the API until SIGTERM or SIGINT' },
  run: ({ rawArgs }) =>
    runOrExplain(async (context) => {
      parseCommandLine('serve', rawArgs, {});
      const { configuration, problems } = judgeConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
      context.facts = { ...configuration, secretPath: secretPathOf(configuration.databasePath) };
      const all = [...problems, ...(configuration.isProduction ? await databaseProblems(configuration) : [])];
      if (all.length > 0) throw optionsError('gemel serve', all);
      await serve(configuration);
    }),
};

async function serve(configuration: Configuration): Promise<void> {
  const write = (text: string): void => void process.stdout.write(text);
  const logger = createLogger({ level: configuration.logLevel, format: configuration.isProduction ? 'json' : 'text', write });
  const running = await startServer(configuration, logger);
  const stop = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    running.stop().then(
      () => logger.info('stopped'),
      (error: unknown) => {
        for (const line of explainFault(error)) logger.error(line);
        process.exitCode = 1;
      },
    );
  };
  // A terminal sends SIGINT to npm and to this process, and npm passes it on: the second one must not cut the first one short.
  process.on('SIGTERM', stop).on('SIGINT', stop);
  if (!configuration.isProduction) write(banner({ ...running, databasePath: configuration.databasePath }));
  logger.info({ url: running.url, port: running.port }, 'ready');
}

/** Production wants a database that is there and current, and changes neither by itself. */
async function databaseProblems(configuration: Configuration): Promise<readonly string[]> {
  const { databasePath } = configuration;
  if (!existsSync(databasePath)) return [`There is no database at ${databasePath}: run \`gemel migrate\` to make it`];
  try {
    const steps = await findLackingSteps(databasePath);
    const isCurrent = steps.every(({ numbers }) => numbers.length === 0);
    return isCurrent ? [] : [`The database ${databasePath} needs a migration: run \`gemel migrate\``];
  } catch (error) {
    return explainFault(error, configuration);
  }
}
