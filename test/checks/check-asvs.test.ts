/** Shows that the check of the pages of evidence can fail. */
import { describe, expect, test } from 'vitest';
import { findEvidenceProblems, summary } from '../../scripts/check-asvs.js';
import { evidencePages } from '../../scripts/requirement-ids.js';
import { smallTree } from './small-tree.ts';

const expected = [
  { id: '9.2.1', level: '1' },
  { id: '9.2.2', level: '2' },
  { id: '10.1.1', level: '2' },
];
const tests = `test("it's refused after exp [J22]", () => {}); test(\`by \${name}: is of the right type\`, () => {});\n`;
const good = [
  String.raw`| 9.2.1 | 1 | judged by time | [it's refused after exp \[J22\]](../packages/verifier/test/a.test.ts) |`,
  '| 9.2.2  | 2     | of one type | [is of the right type](../packages/verifier/test/a.test.ts), [refused after exp](../packages/verifier/test/a.test.ts) |',
  '| 10.1.1 | 2     | no token to a script | Does not apply: there is none. |',
];

function problemsOf(rows: readonly string[]): readonly string[] {
  const page = ['# Rows', '', '| id | level | text | evidence |', '| --- | --- | --- | --- |', ...rows, '', 'The end.', ''].join('\n');
  const root = smallTree({ 'docs/asvs.md': page, 'packages/verifier/test/a.test.ts': tests, 'packages/verifier/src/b.ts': tests });
  return findEvidenceProblems(root, 'docs/asvs.md', expected);
}

/** The good rows with one in the place of another. */
const withRow = (index: number, row: string): readonly string[] => good.toSpliced(index, 1, row);

describe('the check of the pages of evidence', () => {
  test('is silent where every row names a test or a reason', () => {
    expect(problemsOf(good)).toEqual([]);
  });

  test.each<readonly [string, readonly string[], string]>([
    ['a row is missing', good.slice(1), 'docs/asvs.md: 9.2.1 has no row'],
    ['a row is there twice', [...good, ...good.slice(2)], 'docs/asvs.md:8: 10.1.1 has a row already'],
    ['a row has an id of its own', [...good, '| 9.9.9 | 1 | x | Not met: yet |'], 'docs/asvs.md:8: 9.9.9 is no id that this page has'],
    ['rows stand in another order', good.toReversed(), 'docs/asvs.md:5: 10.1.1 stands out of its order'],
    ['a level is wrong', withRow(2, '| 10.1.1 | 3 | x | Not met: yet |'), 'docs/asvs.md:7: 10.1.1 is of level 2, not 3'],
    [
      'a title is not in its file any more',
      withRow(0, '| 9.2.1 | 1 | x | [is refused before nbf](../packages/verifier/test/a.test.ts) |'),
      'docs/asvs.md:5: 9.2.1: packages/verifier/test/a.test.ts has no title with "is refused before nbf": name the test that shows it now',
    ],
    [
      'one of several titles is wrong',
      withRow(
        0,
        '| 9.2.1 | 1 | x | [refused after exp](../packages/verifier/test/a.test.ts), [no such one](../packages/verifier/test/a.test.ts) |',
      ),
      'docs/asvs.md:5: 9.2.1: packages/verifier/test/a.test.ts has no title with "no such one": name the test that shows it now',
    ],
    [
      'a file is gone',
      withRow(0, '| 9.2.1 | 1 | x | [refused after exp](../packages/verifier/test/b.test.ts) |'),
      'docs/asvs.md:5: 9.2.1: packages/verifier/test/b.test.ts is not there',
    ],
    [
      'what it leads to is no test',
      withRow(0, '| 9.2.1 | 1 | x | [refused after exp](../packages/verifier/src/b.ts) |'),
      'docs/asvs.md:5: 9.2.1: packages/verifier/src/b.ts is no test',
    ],
    [
      'a text would be found anywhere',
      withRow(0, '| 9.2.1 | 1 | x | [refused](../packages/verifier/test/a.test.ts) |'),
      'docs/asvs.md:5: 9.2.1: "refused" is too short to be found again',
    ],
    ...['It is so.', 'Does not apply', 'see [refused after exp](../packages/verifier/test/a.test.ts)', ''].map(
      (evidence) =>
        [
          `evidence is "${evidence}"`,
          withRow(2, `| 10.1.1 | 2 | x | ${evidence} |`),
          'docs/asvs.md:7: 10.1.1: give links to tests with commas between, or a reason: "Does not apply: …", "Not met: …" or "Left to the application: …"',
        ] as const,
    ),
  ])('finds it where %s', (_, rows, problem) => {
    expect(problemsOf(rows)).toEqual([problem]);
  });

  test('checks the links to tests inside a reason as well', () => {
    const withReason = (reason: string): readonly string[] => withRow(2, `| 10.1.1 | 2 | x | ${reason} |`);
    expect(problemsOf(withReason('Not met: only [half of it](../packages/verifier/test/a.test.ts)'))).toHaveLength(1);
    expect(problemsOf(withReason('Not met: as [a page](a.md) says'))).toEqual([]);
  });

  test('counts what is shown and what is not', () => {
    const root = smallTree({ 'docs/asvs.md': good.join('\n') });
    expect(summary(root, 'docs/asvs.md')).toBe('2 shown by tests, 1 does not apply');
  });
});

describe('the requirements', () => {
  const ids = evidencePages.map(({ rows }) => rows.map(({ id }) => id));

  test('are all of five chapters of ASVS 5.0.0, by level', () => {
    const chapters = (evidencePages[0]?.rows ?? []).slice(0, 140);
    const count = (chapter: string, level: string): number =>
      chapters.filter((row) => row.id.startsWith(`${chapter}.`) && row.level === level).length;
    expect(['3', '6', '7', '9', '10'].map((chapter) => ['1', '2', '3'].map((level) => count(chapter, level)))).toEqual([
      [8, 11, 12],
      [13, 22, 12],
      [6, 12, 1],
      [4, 3, 0],
      [5, 24, 7],
    ]);
  });

  test('have names of their own', () => {
    for (const list of ids) expect(new Set(list).size).toBe(list.length);
    expect(ids[1]).toHaveLength(86);
  });
});
