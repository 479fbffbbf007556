/** What the process runs by, after every check. */

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface Configuration {
  readonly isProduction: boolean;
  /** An origin; undefined in development means `http://localhost` with the port that was bound. */
  readonly url: string | undefined;
  readonly port: number;
  /** Undefined: all interfaces. */
  readonly host: string | undefined;
  /** The first one is in use; undefined in development means the one that is kept beside the database. */
  readonly secrets: readonly string[] | undefined;
  /** As it was written: relative to the working directory, or absolute. */
  readonly databasePath: string;
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Undefined: the engine's own default. */
  readonly cookieName: string | undefined;
  readonly logLevel: LogLevel;
}
