/** What a server process of the HTTP table serves, and what it tells the process that measures it. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface HttpSetup {
  /** How many sessions exist, and how many different credentials the load presents. */
  readonly sessionCount: number;
  readonly redisUrl: string | undefined;
}

/** A listener that answers `GET /` with the subject, and the headers that it accepts. */
export interface HttpServer {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void | Promise<unknown>;
  readonly cookies: readonly string[];
  readonly bearers: readonly string[];
  /** Begins or ends what shall disturb the server. */
  flood?(shallBe: boolean): void;
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
  'node-iron',
  'express-bare',
  'express-map',
  'express-gemel',
  'express-session',
  'express-jose',
  'express-jsonwebtoken',
  'fastify-bare',
  'fastify-map',
  'fastify-gemel',
  'fastify-jwt',
  'hono-bare',
  'hono-map',
  'hono-gemel',
  'hono-jwt',
  'better-auth-sqlite',
  'better-auth-cookie-cache',
  'better-auth-redis',
  'koa-bare',
  'koa-map',
  'koa-gemel',
  'flooded',
  'hashing-bare',
] as const;
export type ServerName = (typeof serverNames)[number];
