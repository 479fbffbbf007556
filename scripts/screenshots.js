/** `npm run screenshots [-- part-of-a-name]`: starts the server in a temporary folder and takes a picture of every page, to be looked at. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer, defaultServerConditions } from 'vite';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
const program = fileURLToPath(new URL('../packages/server/test/pages/support/take-screenshots.ts', import.meta.url));

mkdirSync(folder, { recursive: true });
// What tests are written in is run as tests are: from source.
const loader = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  ssr: { resolve: { conditions: ['@gemel/source', ...defaultServerConditions] } },
});
/** @type {{ takeScreenshots?: (folder: string, only?: string) => Promise<number> }} */
const { takeScreenshots } = await loader.ssrLoadModule(program);
const count = (await takeScreenshots?.(folder, process.argv[2])) ?? 0;
await loader.close();
console.log(count === 0 ? 'screenshots: none' : `screenshots: ${count} in ${folder}`);
