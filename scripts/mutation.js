/** Runs the mutation tests on a copy of the tree and writes docs/mutation.md: which share of deliberate faults the tests notice. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMain, repositoryRoot } from './report.js';

/** What is mutated: the verifier's checks, the lease, the view and the caches; refresh and the record cache of the engine. */
const MUTATED = [
  'packages/verifier/src/{parse-jws,parse-token,verify-compact-jws,parse-claims,select-key,check-signature,check-claims,check-revocation,check-requirement}.ts',
  'packages/verifier/src/{lease,create-view,floor-table,token-cache,token-verifier}.ts',
  'packages/gemel/src/core/{tokens/refresh,sessions/check-record,cache/check-session-token,cache/record-loader,cache/bounded-map}.ts',
];
const TARGET = 80;
const NOTICED = ['Killed', 'Timeout'];
const COUNTED = [...NOTICED, 'Survived', 'NoCoverage'];

/** @typedef {{ readonly mutatorName: string, readonly status: string, readonly replacement?: string, readonly location: { readonly start: { readonly line: number } } }} Mutant */
/** @typedef {Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>} MutatedFiles */

/**
 * Copies what git would commit, with links to the installed packages and to the copy's own workspaces, so that only the copy is mutated.
 *
 * @param {string} target
 * @returns {void}
 */
function copyTree(target) {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  for (const file of files.split('\0')) {
    if (file === '' || !existsSync(join(repositoryRoot, file))) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(repositoryRoot, file), join(target, file));
  }
  const modules = join(target, 'node_modules');
  mkdirSync(join(modules, '@gemel'), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, 'node_modules'))) {
    if (name !== 'gemel' && name !== '@gemel') symlinkSync(join(repositoryRoot, 'node_modules', name), join(modules, name));
  }
  for (const folder of readdirSync(join(target, 'packages'))) {
    symlinkSync(join(target, 'packages', folder), join(modules, folder === 'gemel' ? 'gemel' : `@gemel/${folder}`));
  }
}

/**
 * Runs Stryker in the copy and returns its report by file.
 *
 * @param {string} target
 * @param {readonly string[]} mutate
 * @returns {MutatedFiles}
 */
function runStryker(target, mutate) {
  const configuration = {
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts' },
    plugins: ['@stryker-mutator/vitest-runner'],
    mutate,
    inPlace: true,
    concurrency: 2,
    tsconfigFile: 'tsconfig.none.json', // Stryker cannot read a tsconfig of TypeScript 7
    ignoreStatic: true,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: 'mutation.json' },
    allowEmpty: false,
  };
  writeFileSync(join(target, 'stryker.config.json'), JSON.stringify(configuration));
  const { status } = spawnSync(join(repositoryRoot, 'node_modules/.bin/stryker'), ['run', 'stryker.config.json'], {
    cwd: target,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`stryker ended with ${status}`);
  /** @type {unknown} */
  const report = JSON.parse(readFileSync(join(target, 'mutation.json'), 'utf8'));
  return /** @type {{ files: MutatedFiles }} */ (report).files; // Stryker's own schema
}

/** @param {readonly Mutant[]} mutants */
function countsOf(mutants) {
  const counted = mutants.filter(({ status }) => COUNTED.includes(status));
  const noticed = counted.filter(({ status }) => NOTICED.includes(status)).length;
  const hung = counted.filter(({ status }) => status === 'Timeout').length;
  return { mutants: counted.length, noticed, hung, score: counted.length === 0 ? 100 : (100 * noticed) / counted.length };
}

/**
 * Returns docs/mutation.md.
 *
 * @param {MutatedFiles} files
 * @param {string} date
 * @returns {string}
 */
export function mutationPage(files, date) {
  const names = Object.keys(files).toSorted();
  const total = countsOf(names.flatMap((name) => files[name]?.mutants ?? []));
  /** @param {string} name @param {ReturnType<typeof countsOf>} counts */
  const row = (name, { mutants, noticed, hung, score }) =>
    `| ${name} | ${mutants} | ${noticed} | ${hung} | ${mutants - noticed} | ${score.toFixed(1)} % |`;
  return [
    '# Mutation tests',
    '<!-- Written by npm run mutation. -->',
    `Stryker puts one small fault at a time into the code that decides (the checks of the verifier, lease, view, caches, refresh), and runs the tests: a fault that no test notices has survived. The bar is ${TARGET} % over all. Last run: ${date}; \`npm run mutation\` repeats it.`,
    [
      '| File | Faults | Noticed | of these, by hanging | Survived | Score |',
      '| --- | --- | --- | --- | --- | --- |',
      ...names.map((name) => row(`\`${name}\``, countsOf(files[name]?.mutants ?? []))),
      row('**all**', total),
    ].join('\n'),
    'Faults in code that runs once, when a module is loaded, are left out.',
  ]
    .join('\n\n')
    .concat('\n');
}

/**
 * Returns what survived, one line each.
 *
 * @param {MutatedFiles} files
 * @returns {string[]}
 */
function survivorsOf(files) {
  return Object.entries(files).flatMap(([name, { mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(
        ({ location, mutatorName, replacement, status }) =>
          `${name}:${location.start.line} ${status} ${mutatorName}: ${replacement?.replaceAll(/\s+/g, ' ') ?? ''}`,
      ),
  );
}

/** With file names or globs as arguments only those are mutated, and nothing is written. */
function main() {
  const asked = process.argv.slice(2);
  const target = mkdtempSync(join(tmpdir(), 'gemel-mutation-'));
  try {
    copyTree(target);
    const files = runStryker(target, asked.length === 0 ? MUTATED : asked);
    for (const survivor of survivorsOf(files)) console.log(survivor);
    const { score, mutants } = countsOf(Object.values(files).flatMap((file) => file.mutants));
    if (asked.length === 0)
      writeFileSync(join(repositoryRoot, 'docs/mutation.md'), mutationPage(files, new Date().toISOString().slice(0, 10)));
    console.log(`mutation: ${score.toFixed(1)} % of ${mutants} faults noticed`);
    if (score < TARGET) process.exitCode = 1;
  } finally {
    rmSync(target, { recursive: true });
  }
}

if (isMain(import.meta.url)) main();
