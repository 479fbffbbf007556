/** Writes the API reference into reports/api, from what the libraries export and the docstrings there; a warning is a failure. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Application } from 'typedoc';

/** @typedef {{ readonly name: string, readonly exports: Readonly<Record<string, { readonly '@gemel/source': string }>> }} Manifest */

const root = join(import.meta.dirname, '..');
const packages = join(root, 'packages');
const target = join(root, 'reports/api');

/** @type {readonly (readonly [folder: string, manifest: Manifest])[]} */
const libraries = ['protocol', 'verifier', 'client', 'gemel', 'accounts'].map((name) => {
  const folder = join(packages, name);
  return [folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))];
});

/** Source of each entry point → what an application writes to import it. */
const specifiers = new Map(
  libraries.flatMap(([folder, { name, exports }]) => {
    return Object.entries(exports).map(([path, entry]) => [join(folder, entry['@gemel/source']), name + path.slice(1)]);
  }),
);

/** @param {import('typedoc').ProjectReflection} project */
function nameModules(project) {
  const names = new Map(Array.from(specifiers, ([path, name]) => [relative(packages, path).replace(/(\/index)?\.ts$/, ''), name]));
  for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name;
}

/**
 * Every type that an export names must be exported too, so that a caller can name it. typedoc asks that of one package at a time.
 *
 * @param {Application} app
 * @param {import('typedoc').ProjectReflection} project
 */
function validateEach(app, project) {
  for (const [, { name }] of libraries) {
    project.packageName = name;
    app.validate(project);
  }
  delete project.packageName;
}

const app = await Application.bootstrap({
  name: 'Gemel',
  entryPoints: [...specifiers.keys()],
  tsconfig: join(root, 'reference/tsconfig.json'),
  basePath: packages,
  readme: 'none',
  disableSources: true,
  githubPages: false,
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: false },
});
const project = await app.convert();
if (project !== undefined) {
  nameModules(project);
  validateEach(app, project);
  await app.generateDocs(project, target);
}
const problems = app.logger.errorCount + app.logger.warningCount;
if (project === undefined || problems > 0) {
  console.log(`api: ${problems} problems, named above`);
  process.exitCode = 1;
} else console.log(`api: ${specifiers.size} entry points, described in ${relative(root, target)}/index.html`);
