/** Builds the page with Vite, as `vite build` does, and keeps it in memory. */
import { build } from 'vite';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

/**
 * @param {string} apiUrl
 * @returns {Promise<Map<string, { type: string, body: string | Uint8Array }>>} by path.
 */
export async function buildPage(apiUrl) {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    define: { API_URL: JSON.stringify(apiUrl) },
    build: { write: false, modulePreload: false },
  });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(
    files.map((file) => {
      const path = file.fileName === 'index.html' ? '/' : `/${file.fileName}`;
      const type = types[/\.\w+$/.exec(file.fileName)?.[0]] ?? 'application/octet-stream';
      return [path, { type, body: file.type === 'chunk' ? file.code : file.source }];
    }),
  );
}
