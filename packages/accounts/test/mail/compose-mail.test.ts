/** What messages say, and that nothing from outside can say more than a name. */
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../src/mail/compose-mail.ts';
import { englishMail } from '../../src/mail/english-mail.ts';
import { mailKinds } from '../../src/mail/mail-message.ts';
import { mailRoutes } from '../../src/mail/mail-pages.ts';
import { previewMail } from '../../src/mail/preview-mail.ts';
import { sampleFacts } from '../../src/mail/sample-facts.ts';
import { codeOf } from '../support.ts';
import { aHead, aLetter, issuer, token } from './a-letter.ts';

/** Every http link of a message, in text and HTML. */
const linksOf = (text: string): readonly string[] => [...text.matchAll(/https?:[^\s"<]+/g)].map(([link]) => link);

describe.each(mailKinds)('a message of kind %s', (kind) => {
  const message = aLetter(kind);

  it('names the service, the time in UTC, the address, the device and what to do', () => {
    for (const body of [message.text, message.html ?? '']) {
      expect(body).toContain('Orders');
      expect(body).toMatch(/27 November 2026, \d\d:\d\d UTC/);
      expect(body).toContain('203.0.113.7');
      expect(body).toContain('Firefox on Linux');
      expect(body).toMatch(/If (it was not you|you did not expect this)/);
    }
    expect(message).toMatchObject({ id: 'id-1', kind, to: 'ada@example.com' });
    expect(message.subject.length).toBeLessThan(100);
  });

  it('leads nowhere but below the issuer, and holds a secret only where its kind has one', () => {
    const { action, help } = mailRoutes[kind];
    const links = linksOf(message.text);
    expect(links).toHaveLength((action === undefined ? 0 : 1) + (help === undefined ? 0 : 1));
    for (const link of [...links, ...linksOf(message.html ?? '')]) expect(link.startsWith(`${issuer}/`), link).toBe(true);
    for (const body of [message.text, message.html ?? '']) expect(body.includes(token)).toBe(action !== undefined);
    expect(message.text.includes('K7PM-22QX')).toBe(action !== undefined);
    expect(message.subject).not.toContain(token);
  });

  it('says the same in HTML as in text', () => {
    const words = (message.html ?? '')
      .replace(/<head>.*<\/head>/s, '')
      .replace(/<small>https[^<]*<\/small>/g, '')
      .replace(/<a href="([^"]+)"><strong>([^<]*)<\/strong><\/a>/g, '$2: $1')
      .replace(/<\/th><td>/g, ': ')
      .replace(/<[^>]+>/g, ' ')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'");
    const spaced = (text: string): string => text.replace(/--/g, '').replace(/\s+/g, ' ').trim();
    expect(spaced(words)).toBe(spaced(message.text));
  });
});

describe('what comes from outside', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><a href="https://evil.example">win</a>',
    'https://evil.example/reset',
    'evil.example',
    'mail@evil.example',
    'x\r\nBcc: victim@example.com\r\n\r\nHello',
    '\u202Egnp.exe\u0000\u2028second line',
    '&lt;b&gt; &amp; [link](https://evil.example)',
    `${'a'.repeat(5000)}`,
  ];

  it.each(hostile)('is no markup, no line and no link, as a device, a key’s name or a provider: %j (S26)', (text) => {
    const named = [
      aLetter('password-changed', { device: text }),
      aLetter('factor-added', { name: text }),
      aLetter('provider-linked', { provider: text }),
    ];
    const plain = [aLetter('password-changed'), aLetter('factor-added'), aLetter('provider-linked')];
    for (const [index, { subject, text: body, html = '' }] of named.entries()) {
      expect(subject).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(subject.length).toBeLessThan(140);
      expect(body.split('\n')).toHaveLength((plain[index]?.text.split('\n').length ?? 0) - (cleaned(text) === '' ? 1 : 0));
      expect(html.match(/<[a-z/!][^>]*>/g)).toEqual(plain[index]?.html?.match(/<[a-z/!][^>]*>/g));
      expect(`${subject}${body}${html}`).not.toMatch(/evil\.example|:\/\/evil|@evil|[\u202E\u2028]/);
    }
  });

  const cleaned = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

  it('is left out where it is no IP address', () => {
    expect(aLetter('password-changed', { address: '203.0.113.7 https://evil.example' }).text).not.toContain('Address');
    expect(aLetter('password-changed', { address: '2001:db8::1' }).text).toContain('Address: 2001:db8::1');
  });

  it('keeps versions, accents and other scripts readable', () => {
    expect(aLetter('password-changed', { device: 'Chrome 129.0 on macOS (Büro, Ada’s)' }).text).toContain(
      'Device: Chrome 129.0 on macOS (Büro, Ada’s)',
    );
    expect(aLetter('factor-added', { name: '家の鍵' }).text).toContain('“家の鍵”');
  });

  it('shows a new address in part, and none that is not one', () => {
    expect(aLetter('email-changed').text).toContain('g…@example.org');
    expect(aLetter('email-changed').text).not.toContain('grace');
    expect(aLetter('email-changed', { newEmail: '<b>@evil.example' }).text).not.toContain('evil');
  });
});

describe('a message is not made', () => {
  it.each(['ada@example.com, eve@example.com', 'ada@example.com\r\nBcc: eve@example.com', 'Ada <ada@example.com>', ''])(
    'to %j (S26)',
    (to) => {
      const facts = sampleFacts['password-changed'];
      expect(() => composeMail(aHead(), { id: 'id-1', kind: 'password-changed', to, facts })).toThrow('not one');
    },
  );

  it.each(['', 'a b', 'x&y', 'a"b', '../x', 'x#y'])('with the token %j', (wrong) => {
    expect(() => aLetter('verify-email', { token: wrong })).toThrow('base64url');
  });

  it('with a code that is more than one', () => {
    expect(() => aLetter('verify-email', { code: '12 <b>' })).toThrow('code');
  });
});

describe('the head of all messages', () => {
  it('brings the sender, the issuer’s path and other pages', () => {
    const pages = { ...aHead().pages, verifyEmail: '/people/verify', account: null };
    const head = { issuer: 'https://app.example/login/', from: 'Orders <login@example.com>', pages };
    const message = aLetter('verify-email', {}, head);
    expect(message.from).toBe('Orders <login@example.com>');
    expect(message.text).toContain(`https://app.example/login/people/verify?token=${token}`);
    expect(linksOf(aLetter('factor-added', {}, head).text)).toEqual([]);
  });

  it('brings texts of another language, which are text in HTML too', () => {
    const texts = {
      ...englishMail,
      language: 'de',
      letters: {
        ...englishMail.letters,
        'password-changed': () => ({ subject: 'Neues\r\nPasswort', opening: ['a < b & c'], notYou: 'Sonst: <i>melden</i>' }),
      },
    };
    const { subject, text, html } = aLetter('password-changed', {}, { texts });
    expect(subject).toBe('Neues Passwort');
    expect(text).toContain('a < b & c');
    expect(html).toContain('<html lang="de" dir="ltr">');
    expect(html).toContain('a &lt; b &amp; c');
    expect(html).not.toContain('<i>');
  });
});

describe('a preview', () => {
  it.each(mailKinds)('shows a message of kind %s as it would be sent', (kind) => {
    expect(previewMail(kind, { issuer, service: 'Orders' })).toEqual({ ...aLetter(kind), id: 'preview' });
  });

  it('refuses what accounts would refuse', async () => {
    const preview = async (): Promise<unknown> => previewMail('verify-email', { issuer: 'app', service: '', from: 'nobody' });
    expect(await codeOf(preview())).toBe('options_invalid');
  });
});
