/** The log of a process that serves, on its standard output. */
import type { LogLevel } from '../configuration/configuration.ts';
import { createLogOutput } from './create-log-output.ts';
import { createLogger, type Logger } from './create-logger.ts';

export interface ProcessLog {
  readonly logger: Logger;
  /** Writes what is no entry, such as the banner. */
  write(text: string): void;
}

export function openProcessLog({ logLevel, isProduction }: { readonly logLevel: LogLevel; readonly isProduction: boolean }): ProcessLog {
  const write = createLogOutput(process.stdout, (lines) => logger.warn({ lines }, 'log.lost'));
  const logger = createLogger({ level: logLevel, format: isProduction ? 'json' : 'text', write });
  return { logger, write };
}
