/** Reads options (names, types, docstrings) out of the interface that declares them, so that documentation repeats nothing by hand. */
import { isNode, readSource, walk } from './source-tree.js';

/**
 * @typedef {{ readonly path: string, readonly type: string, readonly value: string | undefined, readonly what: string }} OptionRow
 * @typedef {import('./source-tree.js').Node} Node
 * @typedef {import('./source-tree.js').SourceFile} SourceFile
 */

/**
 * Returns a row for each option of an interface, topics opened up.
 *
 * @param {string} root
 * @param {string} file
 * @param {string} name of the interface.
 * @param {Readonly<Record<string, unknown>>} defaults by topic.
 * @returns {OptionRow[]}
 */
export function optionRows(root, file, name, defaults) {
  const source = readSource(root, file);
  /** @type {OptionRow[]} */
  const rows = [];
  walk(source.program, (node) => {
    if (node.type === 'TSInterfaceDeclaration' && nameOf(node['id']) === name) rows.push(...rowsOf(source, node['body'], '', defaults));
  });
  return rows;
}

/**
 * @param {SourceFile} source
 * @param {unknown} body an interface's body or a type literal.
 * @param {string} prefix
 * @param {unknown} defaults
 * @returns {OptionRow[]}
 */
function rowsOf(source, body, prefix, defaults) {
  if (!isNode(body)) return [];
  const members = body['body'] ?? body['members'];
  if (!Array.isArray(members)) return [];
  return members.flatMap((member) => {
    const name = nameOf(member.key) ?? '';
    const type = member.typeAnnotation?.typeAnnotation;
    const value = memberOf(defaults, name);
    if (type?.type === 'TSTypeLiteral') return rowsOf(source, type, `${prefix}${name}.`, value);
    const text = source.text.slice(type.start, type.end);
    return [
      { path: `${prefix}${name}`, type: text, value: value === undefined ? undefined : JSON.stringify(value), what: docOf(source, member) },
    ];
  });
}

/**
 * Returns the docstring right above a member, on one line.
 *
 * @param {SourceFile} source
 * @param {Node} member
 */
function docOf(source, member) {
  const line = source.lineAt(Number(member['start']));
  const comment = source.comments.find(({ lastLine, text }) => lastLine === line - 1 && text.startsWith('*'));
  if (comment === undefined) return '';
  return comment.text
    .replace(/^\*/, '')
    .replaceAll(/\n\s*\*/g, ' ')
    .trim();
}

/** @param {unknown} node */
function nameOf(node) {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined;
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown}
 */
function memberOf(value, name) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
