/** The files of vectors themselves: made from their tables, numbered, complete, and honest about what they refuse. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generatedFiles } from './generated-files.ts';
import { pathOfVectors, readDeliberateRefusals, readVectorFiles } from './vector-file.ts';

const files = readVectorFiles();
const allCases = files.flatMap(([name, { groups }]) =>
  groups.flatMap((group) => group.cases.map((one) => ({ name, group, one, title: `${name} ${group.id} ${one.id}` }))),
);

test.each(generatedFiles())('%s is what the tables say (vitest -u writes it again)', async (name, content) => {
  await expect(`${JSON.stringify(content, null, 2)}\n`).toMatchFileSnapshot(pathOfVectors(name));
});

test('every specification has its file', () => {
  expect(files.map(([name]) => name).toSorted()).toEqual([
    'rfc7515.json',
    'rfc7519.json',
    'rfc7520.json',
    'rfc8037.json',
    'rfc8725.json',
    'rfc9068.json',
    'rfc9449.json',
    'security.json',
  ]);
});

test('groups have names of their own, and cases are numbered from 1', () => {
  const ids = files.flatMap(([, { groups }]) => groups.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, { groups }] of files)
    for (const { cases } of groups) expect(cases.map(({ id }) => id)).toEqual(cases.map((_one, index) => index + 1));
});

test('nothing that its specification calls invalid is to be accepted', () => {
  expect(allCases.filter(({ one }) => !one.valid && one.expect === 'accepted').map(({ title }) => title)).toEqual([]);
});

test('what is valid and refused is so for a reason in the list, and each reason of the list has its case', () => {
  const reasons = readDeliberateRefusals();
  const known = new Set(reasons.map(({ id }) => id));
  for (const { one, title } of allCases) {
    const isDeliberate = one.valid && one.expect !== 'accepted';
    expect([title, one.deliberate !== undefined]).toEqual([title, isDeliberate]);
    if (one.deliberate !== undefined) expect([title, known.has(one.deliberate)]).toEqual([title, true]);
  }
  expect(reasons.filter(({ id }) => !allCases.some(({ one }) => one.deliberate === id))).toEqual([]);
  for (const { what, reason } of reasons) expect(what.length > 10 && reason.length > 20).toBe(true);
});

/** Those that no single token shows. */
const behaviours = ['J16', 'J21', 'J22', 'J23', 'J24', 'J29'];

test.each(Array.from({ length: 30 }, (_, index) => `J${String(index + 1).padStart(2, '0')}`))('%s has its cases', (id) => {
  const hasVector = allCases.some(({ one }) => one.title.includes(id));
  expect(hasVector).toBe(!behaviours.includes(id));
  if (hasVector) return;
  const tests = path.join(pathOfVectors('..'), 'packages');
  const titled = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\/test\/.*\.ts$/.test(name) && !name.includes('node_modules') && !name.endsWith('conformance-files.test.ts'),
  );
  expect(titled.some((name) => readFileSync(path.join(tests, name), 'utf8').includes(id))).toBe(true);
});
