/** Mounts routes by the table that describes them: what nobody has described cannot be mounted. */
import type { Hono } from 'hono';
import { type PageOperation, routesOfPages } from '../openapi/pages/page-operation.ts';
import type { PageContext } from '../pages/page-context.ts';
import type { HttpEnvironment } from './services.ts';

type Handler = (context: PageContext) => Response | Promise<Response>;

/** The methods throw where the table has no such route: a mistake of whoever wrote it, told when the server starts. */
export interface PageRoutes {
  /** @param path as the table spells it */
  get(path: string, handler: Handler): void;
  post(path: string, handler: Handler): void;
}

export function createPageRoutes(app: Hono<HttpEnvironment>, operations: readonly PageOperation[]): PageRoutes {
  const known = new Set(routesOfPages(operations).map(({ method, path }) => `${method} ${path}`));
  const add = (method: PageOperation['method'], path: string, handler: Handler): void => {
    if (!known.has(`${method} ${path}`)) throw new Error(`nothing describes ${method} ${path}: add it to a table of openapi/pages`);
    app.on(method, path, handler);
  };
  return {
    get: (path, handler) => add('GET', path, handler),
    post: (path, handler) => add('POST', path, handler),
  };
}
