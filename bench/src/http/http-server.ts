/** What a server process of the HTTP table serves, and what it tells the process that measures it. */
import type { RequestListener } from 'node:http';

export interface HttpSetup {
  /** How many sessions exist, and how many different credentials the load presents. */
  readonly sessionCount: number;
  readonly redisUrl: string | undefined;
}

/** A listener that answers `GET /` with the subject, and the headers that it accepts. */
export interface HttpServer {
  readonly listener: RequestListener;
  readonly cookies: readonly string[];
  readonly bearers: readonly string[];
  close?(): Promise<void>;
}

/** First message of a server process. */
export interface ServerReady {
  readonly port: number;
  readonly cookies: readonly string[];
  readonly bearers: readonly string[];
}

export const serverNames = [
  'node-bare',
  'node-map',
  'node-gemel',
  'express-bare',
  'express-map',
  'express-gemel',
  'express-session',
  'express-jose',
] as const;
export type ServerName = (typeof serverNames)[number];
