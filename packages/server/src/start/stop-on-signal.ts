/** Ends a process that serves when it is told to, and says so in its log. */
import type { Logger } from '../logging/create-logger.ts';
import { explainFault } from './explain-fault.ts';

/** Milliseconds that what is still held is given once everything was stopped. */
const lingerMs = 1000;

export function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
  const onSignal = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    stop()
      .then(
        () => logger.info('stopped'),
        (error: unknown) => {
          for (const line of explainFault(error)) logger.error(line);
          process.exitCode = 1;
        },
      )
      .finally(() => {
        // A connection whose other end is frozen would hold the process for ever; this timer by itself does not.
        setTimeout(() => process.exit(), lingerMs).unref();
      });
  };
  // A terminal sends SIGINT to npm and to this process, and npm passes it on: the second one must not cut the first one short.
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
