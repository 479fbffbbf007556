/** The stylesheet, the icon and the scripts, each under a name made from its content, so that browsers may keep them for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { HttpEnvironment } from '../http/services.ts';

/** The scripts that a page can name; each is a module in `assets/scripts`, served from this origin. */
const scriptNames = ['copy', 'passkey', 'session'] as const;
export type ScriptName = (typeof scriptNames)[number];

/** The parts of the one stylesheet, in order: what comes later wins. */
const styleNames = ['tokens', 'base', 'frame', 'parts', 'items', 'door', 'landing', 'account', 'factors', 'reference'] as const;

/** Where the pages' fixed files are. */
export interface Assets {
  readonly stylesheet: string;
  readonly icon: string;
  readonly scripts: Readonly<Record<ScriptName, string>>;
}

/** Reads the files and returns where they are served. */
export function addAssetRoutes(app: Hono<HttpEnvironment>): Assets {
  const style = Buffer.concat(styleNames.map((name) => readAsset(`styles/${name}.css`)));
  return {
    stylesheet: addAsset(app, { name: 'gemel.css', contentType: 'text/css; charset=utf-8', content: style }),
    icon: addAsset(app, { name: 'mark.svg', contentType: 'image/svg+xml', content: readAsset('mark.svg') }),
    scripts: { copy: addScript(app, 'copy'), passkey: addScript(app, 'passkey'), session: addScript(app, 'session') },
  };
}

export function addScript(app: Hono<HttpEnvironment>, name: string): string {
  return addAsset(app, { name: `${name}.js`, contentType: 'text/javascript; charset=utf-8', content: readAsset(`scripts/${name}.js`) });
}

export function addStyle(app: Hono<HttpEnvironment>, name: string): string {
  return addAsset(app, { name: `${name}.css`, contentType: 'text/css; charset=utf-8', content: readAsset(`styles/${name}.css`) });
}

interface Asset {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** Returns where it is served. */
function addAsset(app: Hono<HttpEnvironment>, { name, contentType, content }: Asset): string {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const path = `/assets/${hash}-${name}`;
  const headers = { 'content-type': contentType, 'cache-control': 'public, max-age=31536000, immutable' };
  app.get(path, () => new Response(new Uint8Array(content), { headers }));
  return path;
}

function readAsset(name: string): Buffer {
  return readFileSync(new URL(`../../assets/${name}`, import.meta.url));
}
