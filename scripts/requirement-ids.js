/** The ids that the pages of evidence have a row for each: the requirements of ASVS 5.0.0 with their levels, and our weaknesses and races. */

/** Level by level, one digit for each requirement of a section of the chapters that concern authentication and sessions. */
const SECTIONS = {
  3.1: '3',
  3.2: '113',
  3.3: '12223',
  3.4: '11222233',
  3.5: '11122333',
  3.6: '3',
  3.7: '22333',
  6.1: '122',
  6.2: '111111112222',
  6.3: '11223333',
  6.4: '112233',
  6.5: '22222333',
  6.6: '2223',
  6.7: '33',
  6.8: '2222',
  7.1: '222',
  7.2: '1111',
  7.3: '22',
  7.4: '11222',
  7.5: '223',
  7.6: '22',
  9.1: '111',
  9.2: '1222',
  10.1: '22',
  10.2: '223',
  10.3: '22223',
  10.4: '1111122222233333',
  10.5: '22222',
  10.6: '22',
  10.7: '222',
};

/** Requirements of other chapters that bind a server which signs people in. */
const OTHERS = {
  '1.2.4': '1',
  '1.2.9': '2',
  '1.3.6': '2',
  '1.3.12': '3',
  '1.5.2': '2',
  '1.5.3': '3',
  '2.3.1': '1',
  '2.3.2': '2',
  '2.3.3': '2',
  '2.3.4': '2',
  '2.4.1': '2',
  '4.1.3': '2',
  '4.1.4': '3',
  '4.2.1': '2',
  '4.2.2': '3',
  '4.2.3': '3',
  '4.2.4': '3',
  '4.2.5': '3',
  '4.4.2': '2',
  '4.4.3': '2',
  '4.4.4': '2',
  '8.2.1': '1',
  '8.2.2': '1',
  '8.2.3': '2',
  '8.3.1': '1',
  '8.3.2': '3',
  '8.4.2': '3',
  '11.1.1': '2',
  '11.1.2': '2',
  '11.2.1': '2',
  '11.2.2': '2',
  '11.2.3': '2',
  '11.2.4': '3',
  '11.4.2': '2',
  '11.5.1': '2',
  '13.2.1': '2',
  '13.2.2': '2',
  '13.2.3': '2',
  '13.2.4': '2',
  '13.2.5': '2',
  '13.2.6': '3',
  '13.3.1': '2',
  '13.3.4': '3',
  '13.4.4': '2',
  '14.2.1': '1',
  '14.3.1': '1',
  '14.3.2': '2',
  '14.3.3': '2',
  '15.3.3': '2',
  '15.3.4': '2',
  '15.3.5': '2',
  '15.3.6': '2',
  '15.3.7': '2',
  '15.4.1': '3',
  '15.4.2': '3',
  '15.4.3': '3',
  '15.4.4': '3',
  '16.2.5': '2',
  '16.3.1': '2',
  '16.3.2': '2',
  '16.3.3': '2',
  '16.4.1': '2',
  '16.5.1': '2',
  '16.5.2': '2',
  '16.5.3': '2',
};

/** @typedef {{ readonly id: string, readonly level?: string }} Expected the level is left out where rows of the page have none */

/**
 * The pages and the rows that each must have, in their order.
 *
 * @type {readonly { readonly page: string, readonly rows: readonly Expected[] }[]}
 */
export const evidencePages = [
  { page: 'docs/asvs.md', rows: [...requirements(SECTIONS), ...Object.entries(OTHERS).map(([id, level]) => ({ id, level }))] },
  { page: 'docs/weaknesses.md', rows: [...numbered('J', 30), ...numbered('S', 33), ...numbered('F', 23)] },
];

/**
 * @param {Readonly<Record<string, string>>} sections
 * @returns {Expected[]}
 */
function requirements(sections) {
  return Object.entries(sections).flatMap(([section, levels]) =>
    [...levels].map((level, index) => ({ id: `${section}.${index + 1}`, level })),
  );
}

/**
 * @param {string} letter
 * @param {number} count
 * @returns {Expected[]}
 */
function numbered(letter, count) {
  return Array.from({ length: count }, (_, index) => ({ id: letter + String(index + 1).padStart(2, '0') }));
}
