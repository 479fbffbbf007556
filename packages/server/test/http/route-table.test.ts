/** What a route is called in the log, and in the table that tests ask everything of. */
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createRoutePattern } from '../../src/http/route-pattern.ts';
import { routeTable } from '../../src/http/route-table.ts';
import type { HttpEnvironment } from '../../src/http/services.ts';

const app = new Hono<HttpEnvironment>();
app.use((_, next) => next());
app.get('/', (context) => context.text(''));
app.post('/sessions/:sid{[A-Za-z0-9_-]+}/end', (context) => context.text(''));
app.get('/things/:id', (context) => context.text(''));
app.get('/assets/abc-gemel.css', (context) => context.text(''));
app.all('/anything', (context) => context.text(''));
const endpoints = { rows: [{ method: 'DELETE' as const, path: '/auth/sessions/{sid}' }], owns: () => false, handle: async () => undefined };
const rows = routeTable(app, [endpoints]);

describe('the table of routes', () => {
  it('lists what answers, of the endpoints and of the pages, and no middleware', () => {
    expect(rows.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /auth/sessions/{sid}',
      'GET /',
      'POST /sessions/{sid}/end',
      'GET /things/{id}',
      'GET /assets/abc-gemel.css',
      'ALL /anything',
    ]);
  });

  it.each([
    ['/', '/'],
    ['/auth/sessions/abc', '/auth/sessions/{sid}'],
    ['/auth/sessions/', '{unknown}'],
    ['/sessions/secret/end', '/sessions/{sid}/end'],
    ['/sessions/a/b/end', '{unknown}'],
    ['/things/secret', '/things/{id}'],
    ['/assets/secret', '/assets/{file}'],
    ['/assetsXsecret', '{unknown}'],
    ['/secret', '{unknown}'],
  ])('names %s as %s, and never by what stands in it', (path, pattern) => {
    expect(createRoutePattern(rows)(path)).toBe(pattern);
  });
});
