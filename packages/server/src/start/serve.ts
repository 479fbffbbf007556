/** The server as a process: its banner, its log, and the signals that end it. */
import type { Configuration } from '../configuration/configuration.ts';
import { spellPlace } from '../configuration/place.ts';
import { createLogger } from '../logging/create-logger.ts';
import { banner } from './banner.ts';
import { explainFault } from './explain-fault.ts';
import { startServer } from './start-server.ts';

/** Resolves when the server is up; it goes on until SIGTERM or SIGINT. Rejects with what stopped the start. */
export async function serve(configuration: Configuration): Promise<void> {
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
  if (!configuration.isProduction) write(banner({ ...running, places: placesOf(configuration) }));
  logger.info({ url: running.url, port: running.port, admin: running.adminUrl, ...placesOf(configuration) }, 'ready');
}

function placesOf({ database, redis }: Configuration): Readonly<Record<string, string>> {
  return { database: spellPlace(database), ...(redis === undefined ? {} : { sessions: spellPlace(redis) }) };
}
