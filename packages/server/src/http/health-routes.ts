/** Whether the process lives, and whether it should be given work. */
import type { Hono } from 'hono';
import type { Readiness } from './readiness.ts';
import type { HttpEnvironment } from './services.ts';

export function addHealthRoutes(app: Hono<HttpEnvironment>, read: () => Readiness | Promise<Readiness>): void {
  app.get('/livez', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', async (context) => {
    const readiness = await read();
    return context.json(readiness, readiness.status === 'ready' ? 200 : 503);
  });
}
