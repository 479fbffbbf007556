/** Bundles the simulation from source, whole or with one thing in it broken on purpose, so that Node.js runs it as it is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, defaultServerConditions } from 'vite';

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} breaks one sentence that says what is broken.
 * @property {string} file of the product, relative to the root.
 * @property {readonly (readonly [string, string])[]} edits what stands in the file exactly once, and what takes its place.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Returns the path of a module that runs as a process of the simulation.
 *
 * @param {Variant} [variant]
 */
export async function buildSimulation(variant) {
  const outDir = `${root}node_modules/.cache/simulation/${variant?.name ?? 'true'}`;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: variant === undefined ? [] : [breaking(variant)],
    ssr: { resolve: { conditions: ['@gemel/source', ...defaultServerConditions] }, noExternal: true },
    build: {
      ssr: 'test/simulation/main.ts',
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  return `${outDir}/main.mjs`;
}

/**
 * @param {Variant} variant
 * @returns {import('vite').Plugin}
 */
function breaking({ name, file, edits }) {
  return {
    name: `break: ${name}`,
    enforce: 'pre',
    load(id) {
      if (id !== `${root}${file}`) return null;
      return edits.reduce(
        (text, [find, replace]) => {
          const parts = text.split(find);
          if (parts.length !== 2) throw new Error(`${name}: ${file} holds ${parts.length - 1} times what is to be broken: ${find}`);
          return parts.join(replace);
        },
        readFileSync(id, 'utf8'),
      );
    },
  };
}
