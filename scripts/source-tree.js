/** Reads source files as the checks need them: which there are, what they import, what they say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'vite';

/**
 * @typedef {{ readonly specifier: string, readonly isType: boolean, readonly line: number }} Import
 * @typedef {{ readonly text: string, readonly line: number, readonly lastLine: number }} Comment
 * @typedef {{ readonly type: string, readonly [name: string]: unknown }} Node a node of the syntax tree (ESTree)
 * @typedef {{ readonly path: string, readonly text: string, readonly imports: readonly Import[], readonly comments: readonly Comment[], readonly program: Node, lineAt(offset: number): number }} SourceFile
 */

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'reports', 'data', '.git']);

/**
 * Lists the files below a folder, as paths relative to the root with forward slashes, sorted.
 *
 * @param {string} root
 * @param {string} folder relative to the root; may be absent.
 * @param {RegExp} name what the file's name must match.
 * @returns {string[]}
 */
export function listFiles(root, folder, name) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(root, path, name);
      return name.test(entry.name) ? [path] : [];
    })
    .sort();
}

/**
 * Parses one source file.
 *
 * @param {string} root
 * @param {string} path relative to the root.
 * @returns {SourceFile}
 */
export function readSource(root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, errors, comments } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  /** @param {number} offset */
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  const tree = /** @type {Node} */ (/** @type {unknown} */ (program)); // ESTree as plain objects, which is all that the checks need
  return {
    path,
    text,
    program: tree,
    imports: importsOf(tree, lineAt),
    comments: comments.map(({ value, start, end }) => ({ text: value, line: lineAt(start), lastLine: lineAt(end) })),
    lineAt,
  };
}

/**
 * Calls `visit` for each node below (and including) `node`, with its parent.
 *
 * @param {unknown} node
 * @param {(node: Node, parent: Node | undefined) => void} visit
 * @param {Node} [parent]
 * @returns {void}
 */
export function walk(node, visit, parent) {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit, parent);
    return;
  }
  if (!isNode(node)) return;
  visit(node, parent);
  for (const value of Object.values(node)) walk(value, visit, node);
}

/**
 * @param {unknown} value
 * @returns {value is Node}
 */
export function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * @param {Node} program
 * @param {(offset: number) => number} lineAt
 * @returns {Import[]}
 */
function importsOf(program, lineAt) {
  /** @type {Import[]} */
  const imports = [];
  walk(program, (node) => {
    const source = node.type === 'TSImportType' ? (node['source'] ?? node['argument']) : node['source'];
    if (!isNode(source) || typeof source['value'] !== 'string') return;
    imports.push({ specifier: source['value'], isType: isTypeOnly(node), line: lineAt(Number(node['start'])) });
  });
  return imports;
}

/** @param {Node} node */
function isTypeOnly(node) {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = node['specifiers'];
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every((specifier) => specifier.importKind === 'type' || specifier.exportKind === 'type');
}
