/** Name → server of the HTTP table; a process loads only what it serves. */
import type { HttpServer, HttpSetup, ServerName } from './http-server.ts';

type Factory = (setup: HttpSetup) => Promise<HttpServer>;

const factories: Readonly<Record<ServerName, Factory>> = {
  'node-bare': async () => (await import('./node-servers.ts')).createNodeBare(),
  'node-map': async (setup) => (await import('./node-servers.ts')).createNodeMap(setup),
  'node-gemel': async (setup) => (await import('./node-gemel-server.ts')).createNodeGemel(setup),
  'express-bare': async () => (await import('./express-floor-servers.ts')).createExpressBare(),
  'express-map': async (setup) => (await import('./express-floor-servers.ts')).createExpressMap(setup),
  'express-gemel': async (setup) => (await import('./express-gemel-server.ts')).createExpressGemel(setup),
  'express-session': async (setup) => (await import('./express-peer-servers.ts')).createExpressSession(setup),
  'express-jose': async (setup) => (await import('./express-peer-servers.ts')).createExpressJose(setup),
};

export async function createHttpServer(name: ServerName, setup: HttpSetup): Promise<HttpServer> {
  return factories[name](setup);
}
