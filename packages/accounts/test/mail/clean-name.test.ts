/** What is left of a name that came from outside, before it stands in a message or on a page. S26 */
import { describe, expect, it } from 'vitest';
import { cleanName, oneLine, partOfEmail } from '../../src/mail/clean-name.ts';

describe('a name from outside', () => {
  it.each([
    ['Firefox 149.0 on Linux', 'Firefox 149.0 on Linux'],
    ['Zoë’s key (blue), no. 2', 'Zoë’s key (blue), no 2'],
    ['電話 – 二', '電話 – 二'],
    ['<b>Key</b>', 'b Key b'],
    ['<script>alert(1)</script>', 'script alert(1) script'],
    ['&lt;img src=x&gt;', 'lt img src x gt'],
    ['"quoted" `ticked`', 'quoted ticked'],
    ['https://evil.example/reset', 'https evil example reset'],
    ['evil.example', 'evil example'],
    ['ada@evil.example', 'ada evil example'],
    ['Key\r\nBcc: eve@example.com', 'Key Bcc eve example com'],
    ['a\u2028b\u0000c', 'a b c'],
    ['right\u202Eto left\u2066', 'right to left'],
    ['soft\u00ADhyphen\u200Band nothing', 'soft hyphen and nothing'],
    ['  many   spaces ', 'many spaces'],
    ['<>&"\n', ''],
  ])('%j is %j: no markup, no line, no link (S26)', (given, left) => {
    expect(cleanName(given)).toBe(left);
  });

  it('is no longer than sixty characters, and no character is cut in two', () => {
    expect(cleanName('a'.repeat(500))).toBe('a'.repeat(60));
    expect([...cleanName('𝒜'.repeat(500))]).toHaveLength(60);
    expect(cleanName('𝒜'.repeat(500))).toBe('𝒜'.repeat(60));
  });

  it('stays on one line in a header, whatever ends lines', () => {
    expect(oneLine('Subject\r\nBcc: eve@example.com\u2029\u0085x\u202E')).toBe('Subject Bcc: eve@example.com x');
    expect(partOfEmail({ localPart: 'ada', domain: 'example.com' })).toBe('a…@example.com');
  });
});
