/** Checks the pages of evidence: every requirement has its row, and every row names tests that exist, or says why there is none. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isMain, report, rootFromArguments } from './report.js';
import { evidencePages } from './requirement-ids.js';
import { readSource, walk } from './source-tree.js';

/**
 * @typedef {import('./requirement-ids.js').Expected} Expected
 * @typedef {{ readonly id: string, readonly level: string | undefined, readonly evidence: string, readonly line: number }} Row
 */

const REASON = /^(Does not apply|Not met|Left to the application): \S/;
const ID = /^([0-9]+\.[0-9]+\.[0-9]+|[A-Z][0-9]{2})$/;
const LINK = /\[((?:\\.|[^\]\\])+)\]\(([^)\s]+)\)/g;
/** A cell in which each link was made an @: commas stand between them, and nothing else. */
const LINKS_ALONE = /^@(?:, @)*$/;
/** Shorter texts could be found anywhere. */
const SHORTEST = 8;

/**
 * Returns what is wrong with the rows of one page, one line each.
 *
 * @param {string} root
 * @param {string} page relative to the root.
 * @param {readonly Expected[]} expected the rows that it must have, in their order.
 * @returns {string[]}
 */
export function findEvidenceProblems(root, page, expected) {
  const rows = rowsOf(readFileSync(join(root, page), 'utf8'));
  const texts = createTexts(root);
  return [
    ...orderProblems(page, rows, expected),
    ...rows.flatMap((row) => evidenceProblems(page, row, texts).map((problem) => `${page}:${row.line}: ${row.id}: ${problem}`)),
  ];
}

/**
 * Counts the rows by what stands in them: a link, or the first words of a reason.
 *
 * @param {string} root
 * @param {string} page
 * @returns {string}
 */
export function summary(root, page) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { evidence } of rowsOf(readFileSync(join(root, page), 'utf8'))) {
    const kind = REASON.exec(evidence)?.[1]?.toLowerCase() ?? 'shown by tests';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/**
 * Returns the rows of all tables of a page whose first cell is an id. The last cell is the evidence; the second of four is the level.
 *
 * @param {string} text
 * @returns {Row[]}
 */
function rowsOf(text) {
  return text.split('\n').flatMap((line, index) => {
    if (!line.startsWith('|')) return [];
    const cells = line
      .trim()
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    const [id = ''] = cells;
    if (!ID.test(id)) return [];
    return [{ id, level: cells.length === 4 ? cells[1] : undefined, evidence: cells.at(-1) ?? '', line: index + 1 }];
  });
}

/**
 * @param {string} page
 * @param {readonly Row[]} rows
 * @param {readonly Expected[]} expected
 * @returns {string[]}
 */
function orderProblems(page, rows, expected) {
  const ids = rows.map(({ id }) => id);
  const known = new Map(expected.map(({ id, level }) => [id, level]));
  const problems = [
    ...expected.filter(({ id }) => !ids.includes(id)).map(({ id }) => `${page}: ${id} has no row`),
    ...rows.filter(({ id }) => !known.has(id)).map(({ id, line }) => `${page}:${line}: ${id} is no id that this page has`),
    ...rows.filter(({ id }, index) => ids.indexOf(id) !== index).map(({ id, line }) => `${page}:${line}: ${id} has a row already`),
    ...rows
      .filter(({ id, level }) => known.has(id) && known.get(id) !== level)
      .map(({ id, level, line }) => `${page}:${line}: ${id} is of level ${known.get(id)}, not ${level}`),
  ];
  if (problems.length > 0) return problems;
  const misplaced = rows.find(({ id }, index) => id !== expected[index]?.id);
  return misplaced === undefined ? [] : [`${page}:${misplaced.line}: ${misplaced.id} stands out of its order`];
}

/**
 * @param {string} page
 * @param {Row} row
 * @param {(path: string) => readonly string[]} texts
 * @returns {string[]}
 */
function evidenceProblems(page, { evidence }, texts) {
  const isReason = REASON.test(evidence);
  const problems = [...evidence.matchAll(LINK)]
    .filter(([, , target = '']) => !(isReason && target.endsWith('.md')))
    .flatMap(([, text = '', target = '']) => linkProblems(posix.join(posix.dirname(page), target), unescape(text), texts));
  if (isReason || LINKS_ALONE.test(evidence.replaceAll(LINK, '@'))) return problems;
  return [
    ...problems,
    'give links to tests with commas between, or a reason: "Does not apply: …", "Not met: …" or "Left to the application: …"',
  ];
}

/**
 * @param {string} path relative to the root.
 * @param {string} text
 * @param {(path: string) => readonly string[]} texts
 * @returns {string[]}
 */
function linkProblems(path, text, texts) {
  if (!/\/(test|testing)\/.+\.ts$|^test\/.+\.ts$/.test(path)) return [`${path} is no test`];
  if (text.length < SHORTEST) return [`"${text}" is too short to be found again`];
  const found = texts(path);
  if (found.length === 0) return [`${path} is not there`];
  return found.some((one) => one.includes(text)) ? [] : [`${path} has no title with "${text}": name the test that shows it now`];
}

/**
 * Returns a function that gives the literals of a file: its strings, and the pieces of its templates; nothing where it is not there.
 *
 * @param {string} root
 * @returns {(path: string) => readonly string[]}
 */
function createTexts(root) {
  /** @type {Map<string, readonly string[]>} */
  const known = new Map();
  return (path) => {
    const found = known.get(path) ?? (existsSync(join(root, path)) ? literalsOf(root, path) : []);
    known.set(path, found);
    return found;
  };
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function literalsOf(root, path) {
  /** @type {string[]} */
  const literals = [];
  walk(readSource(root, path).program, (node) => {
    const { value } = node;
    if (node.type === 'Literal' && typeof value === 'string') literals.push(value);
    if (node.type === 'TemplateElement') literals.push(String(/** @type {{ cooked: unknown }} */ (value).cooked));
  });
  return literals;
}

/**
 * Returns what a reader sees of text in which Markdown's own characters are escaped.
 *
 * @param {string} text
 */
function unescape(text) {
  return text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

if (isMain(import.meta.url)) {
  const root = rootFromArguments();
  report(
    'asvs',
    evidencePages.flatMap(({ page, rows }) => findEvidenceProblems(root, page, rows)),
    `every row names a test that is there, or a reason (${summary(root, 'docs/asvs.md')})`,
  );
}
