/** What the process runs by, after every check. */

import type { SigningAlgorithm } from 'gemel';
import type { Client } from 'gemel/endpoints';
import type { DatabasePlace, RedisPlace } from './place.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What a node does when its lease has run out. */
export type OnStale = 'ask' | 'refuse' | 'accept';

export interface Configuration {
  readonly isProduction: boolean;
  /** An origin; undefined in development means `http://localhost` with the port that was bound. */
  readonly url: string | undefined;
  readonly port: number;
  /** Undefined: all interfaces. */
  readonly host: string | undefined;
  readonly admin: { readonly port: number; readonly host: string };
  /** The first one is in use; undefined in development means the one that is kept beside the database. */
  readonly secrets: readonly string[] | undefined;
  readonly database: DatabasePlace;
  /** Undefined: sessions lie with the accounts. */
  readonly redis: RedisPlace | undefined;
  /** Where one is undefined, the engine's own default. */
  readonly freshness: { readonly maxStaleness: number | undefined; readonly onStale: OnStale | undefined };
  /** Undefined: the engine's own default. */
  readonly tokenAlgorithm: SigningAlgorithm | undefined;
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Who may ask about tokens. */
  readonly clients: readonly Client[];
  /** Undefined: the engine's own default. */
  readonly cookieName: string | undefined;
  readonly logLevel: LogLevel;
}
