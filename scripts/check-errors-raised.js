/** Checks that every error code is raised somewhere in the sources and expected by some test. */
import { isNode, listFiles, readSource, walk } from './source-tree.js';
import { isMain, report, rootFromArguments } from './report.js';

const TABLE = 'packages/protocol/src/error-table.ts';

/**
 * Returns what is missing below a root, one line each.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function findUnraisedErrors(root) {
  const codes = codesOf(root);
  const inSources = literalsIn(root, (path) => /\/src\//.test(path) && !/\/error-(table|code)\.ts$/.test(path));
  const inTests = literalsIn(root, (path) => /(^|\/)test\//.test(path));
  return [
    ...codes.filter((code) => !inSources.has(code)).map((code) => `${code}: nothing raises it; remove it from the table, or raise it`),
    ...codes.filter((code) => !inTests.has(code)).map((code) => `${code}: no test expects it`),
  ];
}

/**
 * Returns the codes of the table, which are the keys of the object that the file exports.
 *
 * @param {string} root
 * @returns {string[]}
 */
function codesOf(root) {
  /** @type {string[]} */
  const codes = [];
  walk(readSource(root, TABLE).program, (node, parent) => {
    if (node.type !== 'ObjectExpression' || parent?.type !== 'VariableDeclarator') return;
    const properties = node['properties'];
    if (Array.isArray(properties)) codes.push(...properties.map((property) => property.key?.name));
  });
  return codes;
}

/**
 * Returns every string literal of the files that the condition takes.
 *
 * @param {string} root
 * @param {(path: string) => boolean} takes
 * @returns {Set<string>}
 */
function literalsIn(root, takes) {
  /** @type {Set<string>} */
  const literals = new Set();
  for (const path of ['packages', 'examples', 'test'].flatMap((folder) => listFiles(root, folder, /\.(ts|tsx)$/)).filter(takes)) {
    walk(readSource(root, path).program, (node) => {
      if (node.type === 'Literal' && typeof node['value'] === 'string') literals.add(node['value']);
      const key = node.type === 'Property' ? node['key'] : undefined;
      if (isNode(key) && typeof key['name'] === 'string') literals.add(key['name']);
    });
  }
  return literals;
}

if (isMain(import.meta.url))
  report('errors', findUnraisedErrors(rootFromArguments()), 'every error code is raised, and expected by a test');
