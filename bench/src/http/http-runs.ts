/** What the HTTP table measures: per framework the bare server, the floor, Gemel by either credential, and the peers. */
import type { ServerName } from './http-server.ts';

export type CredentialName = 'cookie' | 'authorization';

/** One contender: a server, asked with one kind of credential. */
export interface HttpRun {
  readonly name: string;
  readonly server: ServerName;
  readonly credential: CredentialName;
  /** Whose headers are sent; the server's own where absent. */
  readonly headersOf?: ServerName;
  /** The run that asks the framework alone with the same kind of headers; absent for that itself. */
  readonly bare?: string;
}

export interface HttpGroup {
  readonly framework: string;
  readonly runs: readonly HttpRun[];
}

const words: Readonly<Record<CredentialName, string>> = { cookie: 'cookie', authorization: 'bearer' };

export const bareName = (credential: CredentialName): string => `bare, asked with a ${words[credential]}`;
export const floorName = (credential: CredentialName): string => `floor: a Map of ${credential === 'cookie' ? 'sessions' : 'tokens'}`;
export const gemelName = (credential: CredentialName): string => `Gemel, ${words[credential]}`;

interface Servers {
  readonly bare: ServerName;
  readonly map: ServerName;
  readonly gemel: ServerName;
}

type Peer = readonly [name: string, server: ServerName, credential: CredentialName];

function groupOf(framework: string, { bare, map, gemel }: Servers, peers: readonly Peer[]): HttpGroup {
  const own = (['cookie', 'authorization'] as const).flatMap((credential): readonly HttpRun[] => [
    { name: bareName(credential), server: bare, credential, headersOf: gemel },
    { name: floorName(credential), server: map, credential, bare: bareName(credential) },
    { name: gemelName(credential), server: gemel, credential, bare: bareName(credential) },
  ]);
  const others = peers.map(([name, server, credential]): HttpRun => ({ name, server, credential, bare: bareName(credential) }));
  return { framework, runs: [...own, ...others] };
}

export const httpGroups: readonly HttpGroup[] = [
  groupOf('node:http', { bare: 'node-bare', map: 'node-map', gemel: 'node-gemel' }, [['iron-session', 'node-iron', 'cookie']]),
  groupOf('Express 5', { bare: 'express-bare', map: 'express-map', gemel: 'express-gemel' }, [
    ['express-session + connect-redis', 'express-session', 'cookie'],
    ['jose', 'express-jose', 'authorization'],
    ['jsonwebtoken, PEM', 'express-jsonwebtoken', 'authorization'],
  ]),
  groupOf('Fastify 5', { bare: 'fastify-bare', map: 'fastify-map', gemel: 'fastify-gemel' }, [
    ['@fastify/jwt, its cache', 'fastify-jwt', 'authorization'],
  ]),
  groupOf('Hono 4', { bare: 'hono-bare', map: 'hono-map', gemel: 'hono-gemel' }, [
    ['hono/jwt', 'hono-jwt', 'authorization'],
    ['better-auth getSession, SQLite', 'better-auth-sqlite', 'cookie'],
    ['better-auth getSession, cookie cache', 'better-auth-cookie-cache', 'cookie'],
    ['better-auth getSession, Redis', 'better-auth-redis', 'cookie'],
  ]),
  groupOf('Koa 3', { bare: 'koa-bare', map: 'koa-map', gemel: 'koa-gemel' }, []),
];

/** Those that are not there where the machine has no Redis. */
export const needsRedis: ReadonlySet<ServerName> = new Set(['express-session', 'better-auth-redis']);
