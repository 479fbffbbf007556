/** The server as a process: its banner, its log, and the signals that end it. */
import type { Configuration } from '../configuration/configuration.ts';
import { spellPlace } from '../configuration/place.ts';
import { openProcessLog } from '../logging/open-process-log.ts';
import { banner } from './banner.ts';
import { startServer } from './start-server.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** Resolves when the server is up; it goes on until SIGTERM or SIGINT. Rejects with what stopped the start. */
export async function serve(configuration: Configuration): Promise<void> {
  const { logger, write } = openProcessLog(configuration);
  const running = await startServer(configuration, logger);
  stopOnSignal(running.stop, logger);
  if (!configuration.isProduction) write(banner({ ...running, places: placesOf(configuration) }));
  logger.info({ url: running.url, port: running.port, admin: running.adminUrl, mail: running.mail, ...placesOf(configuration) }, 'ready');
}

function placesOf({ database, redis }: Configuration): Readonly<Record<string, string>> {
  return { database: spellPlace(database), ...(redis === undefined ? {} : { sessions: spellPlace(redis) }) };
}
