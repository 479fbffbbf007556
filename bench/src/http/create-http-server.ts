/** Name → server of the HTTP table; a process loads only what it serves. */
import type { HttpServer, HttpSetup, ServerName } from './http-server.ts';

type Factory = (setup: HttpSetup) => HttpServer | Promise<HttpServer>;

const factories: Readonly<Record<ServerName, () => Promise<Factory>>> = {
  'node-bare': async () => (await import('./node-servers.ts')).createNodeBare,
  'node-map': async () => (await import('./node-servers.ts')).createNodeMap,
  'node-gemel': async () => (await import('./node-gemel-server.ts')).createNodeGemel,
  'node-iron': async () => (await import('./node-iron-server.ts')).createNodeIron,
  'express-bare': async () => (await import('./express-floor-servers.ts')).createExpressBare,
  'express-map': async () => (await import('./express-floor-servers.ts')).createExpressMap,
  'express-gemel': async () => (await import('./express-gemel-server.ts')).createExpressGemel,
  'express-session': async () => (await import('./express-session-server.ts')).createExpressSession,
  'express-jose': async () => (await import('./express-token-servers.ts')).createExpressJose,
  'express-jsonwebtoken': async () => (await import('./express-token-servers.ts')).createExpressJsonwebtoken,
  'fastify-bare': async () => (await import('./fastify-floor-servers.ts')).createFastifyBare,
  'fastify-map': async () => (await import('./fastify-floor-servers.ts')).createFastifyMap,
  'fastify-gemel': async () => (await import('./fastify-gemel-server.ts')).createFastifyGemel,
  'fastify-jwt': async () => (await import('./fastify-jwt-server.ts')).createFastifyJwt,
  'hono-bare': async () => (await import('./hono-floor-servers.ts')).createHonoBare,
  'hono-map': async () => (await import('./hono-floor-servers.ts')).createHonoMap,
  'hono-gemel': async () => (await import('./hono-gemel-server.ts')).createHonoGemel,
  'hono-jwt': async () => (await import('./hono-jwt-server.ts')).createHonoJwt,
  'better-auth-sqlite': async () => (await import('./better-auth-servers.ts')).createBetterAuthSqlite,
  'better-auth-cookie-cache': async () => (await import('./better-auth-servers.ts')).createBetterAuthCookieCache,
  'better-auth-redis': async () => (await import('./better-auth-servers.ts')).createBetterAuthRedis,
  'koa-bare': async () => (await import('./koa-floor-servers.ts')).createKoaBare,
  'koa-map': async () => (await import('./koa-floor-servers.ts')).createKoaMap,
  'hashing-bare': async () => (await import('./hashing-server.ts')).createHashingBare,
  flooded: async () => (await import('./flooded-server.ts')).createFlooded,
  'koa-gemel': async () => (await import('./koa-gemel-server.ts')).createKoaGemel,
};

export async function createHttpServer(name: ServerName, setup: HttpSetup): Promise<HttpServer> {
  const create = await factories[name]();
  return create(setup);
}
