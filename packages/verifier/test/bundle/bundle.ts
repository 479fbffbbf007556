/** Bundles for browsers and the edge, as a bundler makes them of the package: by the condition `browser`, from source. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, minifySync } from 'vite';

export const repositoryRoot: string = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../..');

export interface Chunk {
  readonly fileName: string;
  readonly code: string;
}

export interface Bundle {
  /** All of them, the entry first. */
  readonly chunks: readonly Chunk[];
  /** What is fetched before anything runs: the entry, and what it and those import statically. */
  readonly first: readonly Chunk[];
  /** Paths of the modules that are in it, from the repository's root. */
  readonly modules: readonly string[];
}

const entryName = 'gemel-bundle-entry';
const entryPath = path.join(repositoryRoot, 'packages/verifier/src/bundle-entry.js');

/** @param source of the entry module. */
export async function bundleOf(source: string): Promise<Bundle> {
  const built = await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id.endsWith(entryName) ? entryPath : undefined),
        load: (id) => (id === entryPath ? source : undefined),
      },
    ],
    resolve: { conditions: ['@gemel/source', 'browser'] },
    build: { write: false, minify: false, target: 'es2022', lib: { entry: entryName, formats: ['es'], fileName: 'entry' } },
  });
  const made = [built].flat().flatMap((one) => ('output' in one ? one.output.filter((file) => file.type === 'chunk') : []));
  const chunks = made.map(({ fileName, code }) => ({ fileName, code: minified(fileName, code) }));
  const importsOf = new Map(made.map(({ fileName, imports }) => [fileName, imports]));
  const firstNames = new Set(made.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of firstNames) for (const imported of importsOf.get(name) ?? []) firstNames.add(imported);
  return {
    chunks,
    first: chunks.filter(({ fileName }) => firstNames.has(fileName)),
    modules: made.flatMap(({ modules }) => Object.keys(modules).map((id) => path.relative(repositoryRoot, id))),
  };
}

function minified(fileName: string, code: string): string {
  const options = { module: true, compress: { target: 'es2022' }, mangle: { toplevel: true }, codegen: { removeWhitespace: true } };
  return minifySync(fileName, code, options).code;
}

/** Bytes of the chunks together, under gzip at its best. */
export function gzippedBytes(chunks: readonly Chunk[]): number {
  return gzipSync(chunks.map(({ code }) => code).join('\n'), { level: 9 }).length;
}
