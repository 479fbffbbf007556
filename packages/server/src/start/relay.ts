/** The relay as a process: its log, and the signals that end it. */
import { openProcessLog } from '../logging/open-process-log.ts';
import { type RelaySettings, startRelay } from './start-relay.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** Resolves when the relay listens; it goes on until SIGTERM or SIGINT. Rejects with what stopped the start. */
export async function relay(settings: RelaySettings & { readonly isProduction: boolean; readonly source: string }): Promise<void> {
  const { logger } = openProcessLog(settings);
  const running = await startRelay(settings, logger);
  stopOnSignal(running.stop, logger);
  logger.info({ url: running.url, admin: running.adminUrl, source: settings.source }, 'ready');
}
