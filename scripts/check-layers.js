/** Checks the layer table: nobody imports, or uses of the machine, what its layer may not. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { layerTable } from './layer-table.js';
import { isMain, report, rootFromArguments } from './report.js';
import { isNode, listFiles, readSource, walk } from './source-tree.js';

/**
 * @typedef {import('./layer-table.js').Layer} Layer
 * @typedef {import('./source-tree.js').SourceFile} SourceFile
 * @typedef {import('./source-tree.js').Import} Import
 */

const CATCH_ALL = /^(utils?|helpers?|common|misc|shared|types)$/;

/**
 * Returns what breaks the table below a root, one line each.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function findLayerProblems(root) {
  const files = ['packages', 'lab', 'bench', 'testbed', 'reference', 'examples'].flatMap((folder) =>
    listFiles(root, folder, /\.(ts|tsx|js)$/),
  );
  return files.flatMap((path) => {
    const names = catchAllProblems(path);
    const layer = layerTable.find(({ folder }) => folderOf(folder, path) !== undefined);
    if (layer === undefined || /\/test\//.test(path)) return names;
    const source = readSource(root, path);
    return [...names, ...importProblems(root, source, layer), ...globalProblems(source, layer)];
  });
}

/** @param {string} path */
function catchAllProblems(path) {
  const parts = path.replace(/\.(test\.)?(ts|tsx|js)$/, '').split('/');
  const name = parts.find((part) => CATCH_ALL.test(part));
  return name === undefined ? [] : [`${path}: "${name}" says nothing; name it after what it exports`];
}

/**
 * Returns the folder of the layer that a path lies in, with `*` filled in, or undefined.
 *
 * @param {string} pattern
 * @param {string} path
 */
function folderOf(pattern, path) {
  const found = new RegExp(`^${pattern.replaceAll('*', '[^/]+')}`).exec(path);
  return found?.[0];
}

/**
 * @param {string} root
 * @param {SourceFile} source
 * @param {Layer} layer
 * @returns {string[]}
 */
function importProblems(root, source, layer) {
  const own = folderOf(layer.folder, source.path) ?? '';
  const isExcepted = layer.exceptFiles?.includes(source.path) ?? false;
  return source.imports.flatMap((imported) => {
    const target = imported.specifier.startsWith('.') ? posix.join(posix.dirname(source.path), imported.specifier) : imported.specifier;
    if (target.startsWith(own) || (isExcepted && target.startsWith('node:'))) return [];
    const declared = declaredBy(root, source.path);
    const isAllowed = layer.mayImport.some((rule) => allows(rule, target, imported.isType, declared));
    return isAllowed ? [] : [`${source.path}:${imported.line}: may not import ${imported.specifier}${imported.isType ? ' (types)' : ''}`];
  });
}

/**
 * @param {string} rule
 * @param {string} target
 * @param {boolean} isType
 * @param {ReadonlySet<string>} declared
 * @returns {boolean}
 */
function allows(rule, target, isType, declared) {
  if (rule.startsWith('type ')) return isType && allows(rule.slice(5), target, isType, declared);
  if (rule === 'declared') return declared.has(packageName(target));
  if (rule === 'node:*') return target.startsWith('node:');
  if (rule.endsWith('/*.ts')) return posix.dirname(target) === rule.slice(0, -5);
  if (rule.endsWith('/*')) return target === rule.slice(0, -2) || target.startsWith(rule.slice(0, -1));
  return rule.endsWith('/') ? target.startsWith(rule) : target === rule;
}

/** @param {string} specifier */
function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * Returns the names of the packages that the nearest package.json declares.
 *
 * @param {string} root
 * @param {string} path
 * @returns {Set<string>}
 */
function declaredBy(root, path) {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    const file = join(root, folder, 'package.json');
    if (!existsSync(file)) continue;
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(readFileSync(file, 'utf8'));
    return new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
  }
  return new Set();
}

/**
 * @param {SourceFile} source
 * @param {Layer} layer
 * @returns {string[]}
 */
function globalProblems(source, layer) {
  if (layer.mayNotUse === undefined || layer.exceptFiles?.includes(source.path)) return [];
  const banned = new Set(layer.mayNotUse);
  const declared = declaredNames(source);
  /** @type {string[]} */
  const problems = [];
  walk(source.program, (node, parent) => {
    const name = usedGlobal(node, parent);
    if (name === undefined) return;
    const [first = ''] = name.replace('new ', '').split('.');
    if (declared.has(first) || !(banned.has(name) || banned.has(first))) return;
    problems.push(`${source.path}:${source.lineAt(Number(node['start']))}: may not use ${name}; take it as a parameter`);
  });
  return problems;
}

/**
 * Returns the global that a node uses, as `setTimeout`, `Date.now` or `new Date` (without arguments), or undefined.
 *
 * @param {import('./source-tree.js').Node} node
 * @param {import('./source-tree.js').Node | undefined} parent
 */
function usedGlobal(node, parent) {
  if (node.type === 'NewExpression' && Array.isArray(node['arguments']) && node['arguments'].length === 0)
    return `new ${nameOf(node['callee'])}`;
  if (node.type === 'MemberExpression' && nameOf(node['object']) !== undefined) {
    const object = nameOf(node['object']);
    return object === 'globalThis' ? nameOf(node['property']) : `${object}.${nameOf(node['property'])}`;
  }
  if (node.type !== 'Identifier' || parent === undefined) return undefined;
  const isName = [
    'MemberExpression',
    'Property',
    'TSPropertySignature',
    'TSMethodSignature',
    'MethodDefinition',
    'PropertyDefinition',
    'TSTypeReference',
    'TSTypeQuery',
  ];
  if (isName.includes(parent.type) && parent['value'] !== node) return undefined;
  return nameOf(node);
}

/** @param {unknown} node */
function nameOf(node) {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined;
}

/**
 * Returns every name that a file declares or imports itself; those are no globals in it.
 *
 * @param {SourceFile} source
 * @returns {Set<string>}
 */
function declaredNames(source) {
  /** @type {Set<string>} */
  const names = new Set();
  /** @param {unknown} pattern */
  const declare = (pattern) => {
    walk(pattern, (node, parent) => {
      if (node.type === 'Identifier' && !(parent?.type === 'Property' && parent['value'] !== node)) names.add(String(node['name']));
    });
  };
  walk(source.program, (node) => {
    if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration') declare(node['id']);
    if (Array.isArray(node['params'])) for (const parameter of node['params']) declare(withoutType(parameter));
    if (node.type.startsWith('Import') && node['local'] !== undefined) declare(node['local']);
  });
  return names;
}

/** @param {unknown} parameter */
function withoutType(parameter) {
  return isNode(parameter) ? { ...parameter, typeAnnotation: null } : parameter;
}

if (isMain(import.meta.url)) {
  const root = rootFromArguments();
  report('layers', findLayerProblems(root), 'every import and every use of the machine is one that its layer may make');
}
