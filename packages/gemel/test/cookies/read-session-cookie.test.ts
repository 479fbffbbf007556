/** The session cookie is found byte-exactly: the cases of cookies as a current browser really sends them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DUPLICATE_COOKIE, readSessionCookie } from '../../src/core/requests/read-session-cookie.ts';

const name = '__Host-Http-gemel';
/** A header as node:http hands it over: each byte one character. */
const asReceived = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const cases: readonly (readonly [title: string, header: string | undefined, found: string | undefined | typeof DUPLICATE_COOKIE])[] = [
  ['finds nothing without a header', undefined, undefined],
  ['finds nothing in an empty header', '', undefined],
  ['finds the only cookie', `${name}=a.b`, 'a.b'],
  ['finds the first of several', `${name}=a.b; other=1`, 'a.b'],
  ['finds the last of several', `other=1; ${name}=a.b`, 'a.b'],
  ['finds it without a space after the semicolon', `other=1;${name}=a.b;x=y`, 'a.b'],
  ['finds an empty value', `${name}=`, ''],
  ['does not take the name alone for a cookie', name, undefined],
  ['does not take a longer name for it', `${name}2=a.b; x${name}=c.d`, undefined],
  ['does not take a value for it', `other=${name}=a.b`, undefined],
  ['goes on after a longer name', `x${name}=c.d; ${name}=a.b`, 'a.b'],
  ['S32 compares the case of the name', `__host-http-gemel=EVIL; ${name.toUpperCase()}=EVIL`, undefined],
  ['S32 leaves a name with U+2000 before it alone', asReceived(`\u2000${name}=EVIL`), undefined],
  ['S32 leaves a name with U+2000 before it alone, after the real one', asReceived(`${name}=a.b; \u2000${name}=EVIL`), 'a.b'],
  ['S32 leaves a name with U+00A0 before it alone', asReceived(`other=1; \u00a0${name}=EVIL`), undefined],
  ['S32 leaves a decoded U+00A0 before it alone', `other=1; \u00a0${name}=EVIL`, undefined],
  ['S32 leaves a name with a TAB before it alone', `other=1;\t${name}=EVIL`, undefined],
  ['S32 leaves a name with two spaces before it alone', `other=1;  ${name}=EVIL`, undefined],
  ['S32 leaves a name after a space alone', ` ${name}=EVIL; x ${name}=EVIL`, undefined],
  ['S32 does not strip a space after the name', `${name} =EVIL`, undefined],
  ['S32 does not decode the name', `%5F_Host-Http-gemel=EVIL`, undefined],
  ['S32 does not decode or trim the value', `${name}=%41 ; x=y`, '%41 '],
  ['S32 reads no attribute of RFC 2109', `$Version=1; $Path="/"; ${name}=a.b; $Domain=x`, 'a.b'],
  ['S32 does not understand quotes: a sandwich hides nothing', `p="start; ${name}=a.b; z=end"`, 'a.b'],
  ['S32 keeps the quotes of a quoted value', `${name}="a.b"`, '"a.b"'],
  ['S32 refuses a second one, whichever stands first', `${name}=EVIL; ${name}=a.b`, DUPLICATE_COOKIE],
  ['S32 refuses a second one far behind', `${name}=a.b; x=1; y=2;${name}=EVIL`, DUPLICATE_COOKIE],
  ['S32 refuses a second one of equal value', `${name}=a.b; ${name}=a.b`, DUPLICATE_COOKIE],
  ['S32 refuses an empty second one', `${name}=a.b; ${name}=`, DUPLICATE_COOKIE],
];

describe('reading the session cookie', () => {
  it.each(cases)('%s', (_title, header, found) => {
    expect(readSessionCookie(header, name)).toBe(found);
  });

  it('S32 agrees with a plain splitting of any header', () => {
    const piece = fc.constantFrom(name, '=', ';', '; ', ' ', '"', '\t', 'x', 'a.b', '\u00c2\u00a0', '__Host-');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const header = pieces.join('');
        const values = header.split(';').flatMap((part, index) => {
          const pair = index > 0 && part.startsWith(' ') ? part.slice(1) : part;
          return pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : [];
        });
        expect(readSessionCookie(header, name)).toBe(values.length > 1 ? DUPLICATE_COOKIE : values[0]);
      }),
      { numRuns: 5000 },
    );
  });
});
