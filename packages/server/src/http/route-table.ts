/** Every route of the server in one list: the pages' and the health checks' of Hono, and the endpoints' own. */
import type { Hono } from 'hono';
import type { Endpoints } from 'gemel/endpoints';
import type { HttpEnvironment } from './services.ts';

export interface RouteRow {
  /** `ALL` for one that answers every method. */
  readonly method: string;
  /** `{…}` stands for one segment. */
  readonly path: string;
}

/** Lists what answers; middleware, which lies on every path, is left out. */
export function routeTable(app: Hono<HttpEnvironment>, endpoints: readonly Endpoints[]): readonly RouteRow[] {
  const own = app.routes
    .filter(({ method, path }) => method !== 'ALL' || path !== '/*')
    .map(({ method, path }) => ({ method, path: path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}') }));
  return [...endpoints.flatMap(({ rows }) => rows), ...own];
}
