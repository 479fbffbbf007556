/** Checks the rules of style that neither the compiler nor the linter knows: docstrings, lengths, words, leftovers. */
import { isNode, listFiles, readSource, walk } from './source-tree.js';
import { isMain, report, rootFromArguments } from './report.js';

/** @typedef {import('./source-tree.js').SourceFile} SourceFile */

const SOURCES = ['packages', 'lab', 'bench', 'testbed', 'reference', 'examples', 'scripts', 'test'];
const MAX_LINES = 300;
const MAX_TEST_LINES = 500;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|tsx|js)$/;
const LEFTOVER = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|(ox|es)lint-disable/;

/** Words that DESIGN says differently; looked for in names and comments of the libraries. */
const WORDS = [
  { word: /\binvalidat(e|es|ed|ing|ion)\b/i, say: 'revoke' },
  { word: /\bblack-?list|\bdeny-?list/i, say: 'revocation feed' },
  { word: /\bsession key\b/i, say: 'session id or session secret' },
];

/** Attributes, and properties of our own components, that people read or hear. */
const READ_ALOUD = new Set([
  ...['alt', 'aria-description', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'title'],
  ...['button', 'fault', 'heading', 'hint', 'label', 'lead', 'notice', 'opener', 'question', 'term', 'text', 'warning'],
]);

/**
 * Returns what breaks the style below a root, one line each.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function findStyleProblems(root) {
  return SOURCES.flatMap((folder) => listFiles(root, folder, /\.(ts|tsx|js)$/)).flatMap((path) => {
    const source = readSource(root, path);
    return [...fileProblems(source), ...syntaxProblems(source), ...wordProblems(source)].map((problem) => `${path}${problem}`);
  });
}

/** @param {SourceFile} source */
function fileProblems({ path, text, comments }) {
  const problems = [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lines = text.split('\n').length - 1;
  if (!KEBAB_CASE.test(name)) problems.push(': write the file name in kebab-case');
  const isTest = path.endsWith('.test.ts');
  const most = isTest ? MAX_TEST_LINES : MAX_LINES;
  if (!isTest && !/^(#!.*\n)?\/\*\*/.test(text)) problems.push(':1: open with one sentence in /** */ that says why the file exists');
  if (lines > most) problems.push(`: ${lines} lines; split it, ${most} is the most`);
  for (const comment of comments) {
    const leftover = LEFTOVER.exec(comment.text);
    if (leftover !== null) problems.push(`:${comment.line}: ${leftover[0]} must not stay`);
  }
  return problems;
}

/** @param {SourceFile} source */
function syntaxProblems(source) {
  /** @type {string[]} */
  const problems = [];
  const isLibrary = /^packages\/[^/]+\/src\//.test(source.path);
  walk(source.program, (node, parent) => {
    const at = () => `:${source.lineAt(Number(node['start']))}`;
    if (isLibrary && node.type === 'ClassDeclaration' && !source.path.endsWith('/gemel-error.ts'))
      problems.push(`${at()}: no class but GemelError`);
    if (isLibrary && isUnexplainedAssertion(node, source)) problems.push(`${at()}: say in a comment why this "as" holds`);
    if (isLibrary && source.path.endsWith('.tsx'))
      problems.push(...proseOf(node, parent).map((prose) => `${at()}: "${prose}" belongs to src/texts`));
    if (isLibrary && node.type === 'ExportAllDeclaration') problems.push(`${at()}: name what is exported`);
  });
  if (isLibrary) problems.push(...moduleState(source));
  return problems;
}

/**
 * @param {import('./source-tree.js').Node} node
 * @param {SourceFile} source
 */
function isUnexplainedAssertion(node, source) {
  if (node.type !== 'TSAsExpression' || /\bas const$/.test(source.text.slice(Number(node['start']), Number(node['end'])))) return false;
  const first = source.lineAt(Number(node['start']));
  const last = source.lineAt(Number(node['end']));
  return !source.comments.some(({ line, lastLine }) => lastLine >= first - 1 && line <= last);
}

/**
 * Returns what a page would say in no language but its author's: text between tags, and in attributes that people read or hear.
 *
 * @param {import('./source-tree.js').Node} node
 * @param {import('./source-tree.js').Node | undefined} parent
 * @returns {string[]}
 */
function proseOf(node, parent) {
  if (node.type === 'JSXText') return wordsIn(node['value']);
  if (node.type === 'JSXAttribute') {
    const name = /** @type {{ name: unknown }} */ (node['name']).name;
    return typeof name === 'string' && READ_ALOUD.has(name) ? literalsOf(node['value']) : [];
  }
  if (node.type !== 'JSXExpressionContainer' || parent?.type === 'JSXAttribute') return [];
  return literalsOf(node['expression']);
}

/**
 * Returns the literal words that an expression can yield; what is handed to a call or an element inside is looked at by itself.
 *
 * @param {unknown} node
 * @returns {string[]}
 */
function literalsOf(node) {
  if (!isNode(node)) return [];
  if (node.type === 'Literal') return wordsIn(node['value']);
  if (node.type === 'TemplateLiteral')
    return /** @type {{ value: { raw: string } }[]} */ (node['quasis']).flatMap(({ value }) => wordsIn(value.raw));
  if (node.type === 'JSXExpressionContainer' || node.type === 'ParenthesizedExpression') return literalsOf(node['expression']);
  if (node.type === 'ConditionalExpression') return [...literalsOf(node['consequent']), ...literalsOf(node['alternate'])];
  return node.type === 'LogicalExpression' || node.type === 'BinaryExpression'
    ? [...literalsOf(node['left']), ...literalsOf(node['right'])]
    : [];
}

/** @param {unknown} text */
function wordsIn(text) {
  return typeof text === 'string' && /\p{L}/u.test(text) ? [text.trim().replaceAll(/\s+/g, ' ')] : [];
}

/** @param {SourceFile} source */
function moduleState(source) {
  const body = source.program['body'];
  if (!Array.isArray(body)) return [];
  return body
    .map((statement) => statement.declaration ?? statement)
    .filter((statement) => statement.type === 'VariableDeclaration' && statement.kind !== 'const')
    .map((statement) => `:${source.lineAt(statement.start)}: no module-level mutable state; hold it in what a create* function returns`);
}

/** @param {SourceFile} source */
function wordProblems({ path, text }) {
  if (!/^packages\/(protocol|verifier|gemel)\/src\//.test(path)) return [];
  return WORDS.flatMap(({ word, say }) => {
    return text.split('\n').flatMap((line, index) => {
      const found = word.exec(line);
      return found === null ? [] : [`:${index + 1}: say ${say}, not ${found[0]}`];
    });
  });
}

if (isMain(import.meta.url)) report('style', findStyleProblems(rootFromArguments()), 'files, lengths, words and docstrings are as agreed');
