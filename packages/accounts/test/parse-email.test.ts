/** One canonical form of an address, and everything that is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmail } from '../src/email/parse-email.ts';

const canonical = (text: string): string | undefined => parseEmail(text)?.email;

describe('the canonical form of an e-mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
    ['  ada@example.com ', 'ada@example.com'],
    ['ada+shop@example.com', 'ada+shop@example.com'],
    ["o'brien@example.com", "o'brien@example.com"],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['a@b.co', 'a@b.co'],
  ])('%s becomes %s', (typed, expected) => {
    expect(canonical(typed)).toBe(expected);
  });

  it('says the parts that the password rules look at', () => {
    expect(parseEmail('Ada@Example.com')).toEqual({ email: 'ada@example.com', localPart: 'ada', domain: 'example.com' });
  });

  it('is its own canonical form, and plain ASCII without markup (S26)', () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.tuple(part, part).map(([local, domain]) => `${local}@${domain}.com`),
        ),
        (text) => {
          const email = canonical(text);
          if (email === undefined) return;
          expect(canonical(email)).toBe(email);
          expect(email).toMatch(/^[\x21-\x7e]+$/);
          expect(email).not.toMatch(/[<>"&`,;:\\()[\]]/);
        },
      ),
    );
  });
});

describe('refused as an e-mail address (S26)', () => {
  it.each([
    ['an empty text', ''],
    ['no at sign', 'ada.example.com'],
    ['two at signs', 'ada@evil.example@example.com'],
    ['no local part', '@example.com'],
    ['no domain', 'ada@'],
    ['a list with a comma', 'ada@example.com,eve@evil.example'],
    ['a list with a semicolon', 'ada@example.com;eve@evil.example'],
    ['a list with a space', 'ada@example.com eve@evil.example'],
    ['a second recipient in the local part', 'eve@evil.example,ada@example.com'],
    ['a header smuggled in', 'ada@example.com\r\nBcc: eve@evil.example'],
    ['a NUL', 'ada\0@example.com'],
    ['a tab', 'ada\t@example.com'],
    ['a line feed at the end', 'ada@example.com\n'],
    ['a no-break space at the end', 'ada@example.com\u00a0'],
    ['markup', '<img src=x>@example.com'],
    ['a display name', 'Ada <ada@example.com>'],
    ['a quoted local part', '"ada lovelace"@example.com'],
    ['a comment', 'ada(comment)@example.com'],
    ['a percent route', 'ada%evil.example@example.com'],
    ['a bang route', 'evil.example!ada@example.com'],
    ['a ligature that normalises to letters', 'a\ufb00@example.com'],
    ['full-width letters', '\uff41da@example.com'],
    ['a full-width at sign', 'ada\uff20example.com'],
    ['a small commercial at beside the real one', 'ada\ufe6bevil.example@example.com'],
    ['the Kelvin sign', '\u212aate@example.com'],
    ['a long s', 'u\u017fer@example.com'],
    ['a dotted capital I', '\u0130da@example.com'],
    ['a Cyrillic a in the local part', '\u0430da@example.com'],
    ['a zero-width joiner', 'a\u200dda@example.com'],
    ['a right-to-left override', '\u202eada@example.com'],
    ['a variation selector', 'ada\ufe0f@example.com'],
    ['a zero-width space in the domain', 'ada@exam\u200bple.com'],
    ['full-width letters in the domain', 'ada@\uff45xample.com'],
    ['a ligature in the domain', 'ada@o\ufb03ce.example'],
    ['the Kelvin sign in the domain', 'ada@ban\u212a.example'],
    ['an ideographic full stop in the domain', 'ada@example\u3002com'],
    ['a percent sign in the domain', 'ada@ex%61mple.com'],
    ['a slash in the domain', 'ada@example.com/evil'],
    ['a port', 'ada@example.com:25'],
    ['an address literal', 'ada@[127.0.0.1]'],
    ['a bare address', 'ada@127.0.0.1'],
    ['a host without a dot', 'ada@localhost'],
    ['a dot at the end', 'ada@example.com.'],
    ['two dots in the domain', 'ada@example..com'],
    ['two dots in the local part', 'ada..l@example.com'],
    ['a dot first', '.ada@example.com'],
    ['a label that starts with a hyphen', 'ada@-example.com'],
    ['an underscore in the domain', 'ada@exa_mple.com'],
    ['a false A-label', 'ada@xn--.com'],
    ['a local part of 65', `${'a'.repeat(65)}@example.com`],
    ['more than 254', `ada@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(66)}.com`],
    ['a megabyte', `${'a'.repeat(1 << 20)}@example.com`],
    ['a lone surrogate', 'ada\ud800@example.com'],
  ])('%s', (_what, text) => {
    expect(parseEmail(text)).toBeUndefined();
  });
});
