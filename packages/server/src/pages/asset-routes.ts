/** The stylesheet and the icon, each under a name made from its content, so that browsers may keep them for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { HttpEnvironment } from '../http/services.ts';
import type { Assets } from './layout.tsx';

/** Reads the files and returns where they are served. */
export function addAssetRoutes(app: Hono<HttpEnvironment>): Assets {
  return { stylesheet: add('gemel.css', 'text/css; charset=utf-8'), icon: add('mark.svg', 'image/svg+xml') };

  function add(name: string, contentType: string): string {
    const content = readFileSync(new URL(`../../assets/${name}`, import.meta.url));
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
    const path = `/assets/${hash}-${name}`;
    app.get(
      path,
      () => new Response(content, { headers: { 'content-type': contentType, 'cache-control': 'public, max-age=31536000, immutable' } }),
    );
    return path;
  }
}
