/** The process's log: JSON lines in production, readable lines in development. */
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../configuration/configuration.ts';
import { formatLogLine } from './format-log-line.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
  readonly write: (text: string) => void;
}

/** Header and body names whose values are credentials; nothing logs them, and if anything ever did, they would not show. */
const censored = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'sessionToken',
];

export function createLogger({ level, format, write }: LoggerOptions): Logger {
  const destination: DestinationStream = { write: format === 'json' ? write : (line) => write(formatLogLine(line)) };
  const redact = {
    paths: censored.flatMap((name) => (name.includes('-') ? [`["${name}"]`, `*["${name}"]`] : [name, `*.${name}`])),
    censor: '[withheld]',
  };
  return pino(
    { level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination,
  );
}
