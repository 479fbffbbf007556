/** Shows that the check of style can fail: one offence per row. */
import { describe, expect, test } from 'vitest';
import { findStyleProblems } from '../../scripts/check-style.js';
import { smallTree } from './small-tree.ts';

const opening = '/** Says why. */\n';
const marker = ['TO', 'DO'].join('');
const silencer = ['oxlint', 'disable'].join('-');
const offences: readonly (readonly [what: string, path: string, text: string, problem: string])[] = [
  ['a file does not say why it exists', 'packages/gemel/src/a.ts', 'export const a = 1;\n', 'open with one sentence'],
  ['a name is not in kebab-case', 'packages/gemel/src/aFile.ts', opening, 'kebab-case'],
  ['a file is too long', 'packages/gemel/src/a.ts', `${opening}${'\n'.repeat(300)}`, '301 lines'],
  ['a leftover stays', 'packages/gemel/src/a.ts', `${opening}// ${marker} later\n`, 'must not stay'],
  ['the linter is silenced', 'packages/gemel/src/a.ts', `${opening}// ${silencer}-next-line\n`, 'must not stay'],
  ['there is a class', 'packages/gemel/src/a.ts', `${opening}export class A {}\n`, 'no class but GemelError'],
  ['a module keeps state', 'packages/gemel/src/a.ts', `${opening}let count = 0;\n`, 'no module-level mutable state'],
  [
    'an assertion gives no reason',
    'packages/gemel/src/a.ts',
    `${opening}\nexport const a = JSON.parse('1') as number;\n`,
    'why this "as" holds',
  ],
  ['everything is re-exported unnamed', 'packages/gemel/src/a.ts', `${opening}export * from './b.ts';\n`, 'name what is exported'],
  ...[
    '<p>Hello</p>',
    "<p>{isOpen ? 'Open' : name}</p>",
    '<a aria-label="Close" />',
    '<p>{`Hello ${name}`}</p>',
    "<Field label={'Name'} />",
  ].map((jsx): (typeof offences)[number] => [
    `a page says ${jsx}`,
    'packages/server/src/a.tsx',
    `${opening}export const a = ${jsx};\n`,
    'belongs to src/texts',
  ]),
  ['a word is not ours', 'packages/gemel/src/a.ts', `${opening}export const invalidate = 1;\n`, 'say revoke'],
];

describe('the check of style', () => {
  test.each(offences)('finds it where %s', (_what, path, text, problem) => {
    expect(findStyleProblems(smallTree({ [path]: text }))).toEqual([expect.stringContaining(problem)]);
  });

  test('leaves a page alone that takes its words from a catalogue', () => {
    const jsx = `<p class="soft">{texts.hello(name)} · {isOpen ? <b>{texts.open}</b> : ''}{join('a', b)}</p>`;
    expect(findStyleProblems(smallTree({ 'packages/server/src/a.tsx': `${opening}export const a = ${jsx};\n` }))).toEqual([]);
  });

  test('leaves a file in good style alone', () => {
    const text = `${opening}export const a = ['x'] as const;\nexport const b = JSON.parse('1') as number; // a number is written right there\n`;
    expect(findStyleProblems(smallTree({ 'packages/gemel/src/a.ts': text }))).toEqual([]);
  });
});
