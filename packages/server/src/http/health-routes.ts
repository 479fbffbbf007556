/** Whether the process lives, and whether it should be given work. */
import type { Hono } from 'hono';
import { readReadiness } from './readiness.ts';
import type { HttpEnvironment, Services } from './services.ts';

export function addHealthRoutes(app: Hono<HttpEnvironment>, services: Services): void {
  app.get('/livez', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', async (context) => {
    const readiness = await readReadiness(services);
    return context.json(readiness, readiness.status === 'ready' ? 200 : 503);
  });
}
