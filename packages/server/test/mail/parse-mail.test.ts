/** The settings of mail: what is understood, and what is refused at the start. */
import { describe, expect, it } from 'vitest';
import { judgeConfiguration } from '../../src/configuration/load-configuration.ts';
import { spellMailPlace } from '../../src/mail/mail-place.ts';
import { parseMailFrom, parseMailUrl } from '../../src/mail/parse-mail.ts';

describe('GEMEL_MAIL_URL', () => {
  it.each([
    ['smtp://smtp.example.com', { host: 'smtp.example.com', port: 587, encryption: 'starttls', login: undefined }],
    ['smtps://smtp.example.com', { host: 'smtp.example.com', port: 465, encryption: 'tls', login: undefined }],
    ['smtp://mail:1025/?tls=optional', { host: 'mail', port: 1025, encryption: 'any', login: undefined }],
    ['smtp://localhost:1025', { host: 'localhost', port: 1025, encryption: 'any', login: undefined }],
    ['smtp://[::1]:25', { host: '::1', port: 25, encryption: 'any', login: undefined }],
    ['smtp://localhost.example.com', { host: 'localhost.example.com', port: 587, encryption: 'starttls', login: undefined }],
    [
      'smtp://gemel%40example.com:p%40ss%2F%23@smtp.example.com:2525',
      { host: 'smtp.example.com', port: 2525, encryption: 'starttls', login: { user: 'gemel@example.com', password: 'p@ss/#' } },
    ],
  ])('understands %s', (text, value) => {
    expect(parseMailUrl(text)).toEqual({ value });
  });

  it.each([
    'smtp.example.com:587',
    'http://smtp.example.com',
    'smtp:smtp.example.com',
    'smtp://',
    'smtp://smtp.example.com:0',
    'smtp://smtp.example.com:99999',
    'smtp://smtp.example.com/queue',
    'smtp://smtp.example.com#x',
    'smtp://user@smtp.example.com',
    'smtp://:hunter2@smtp.example.com',
    'smtp://user:hunter2%zz@smtp.example.com',
    'smtp://user:hunter2%0d%0a@smtp.example.com',
    'smtp://user:hunter2@smtp.exa mple.com',
    'smtp://smtp.example.com?tls=off',
    'smtp://smtp.example.com?tls=optional&pool=true',
    'smtps://smtp.example.com?tls=optional',
    'smtp://user:hunter2/x@smtp.example.com',
  ])('refuses %s, without its password', (text) => {
    const parsed = parseMailUrl(text);
    expect(parsed).toHaveProperty('problem');
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });

  it('is named without its password', () => {
    const parsed = parseMailUrl('smtps://gemel:hunter2@smtp.example.com');
    expect('value' in parsed && spellMailPlace(parsed.value)).toBe('smtps://gemel@smtp.example.com:465');
  });
});

describe('GEMEL_MAIL_FROM', () => {
  it.each([
    ['login@example.com', { name: '', address: 'login@example.com' }],
    ['Example <login@example.com>', { name: 'Example', address: 'login@example.com' }],
    ['"Bücher & Söhne" <Login@Bücher.example>', { name: 'Bücher & Söhne', address: 'login@xn--bcher-kva.example' }],
  ])('understands %s', (text, value) => {
    expect(parseMailFrom(text)).toEqual({ value });
  });

  it.each([
    'nobody',
    'a@example.com, b@example.com',
    'Example <a@example.com> <b@example.com>',
    'X\r\nBcc: e@example.com <a@example.com>',
    'X" <a@example.com>',
  ])('refuses %j', (text) => expect(parseMailFrom(text)).toHaveProperty('problem'));
});

describe('the two of them', () => {
  const judge = (env: Readonly<Record<string, string>>) => judgeConfiguration(env, () => 'smtp://user:hunter2@smtp.example.com');

  it('need each other', () => {
    expect(judge({ GEMEL_MAIL_URL: 'smtp://localhost' }).problems).toEqual([expect.stringContaining('GEMEL_MAIL_FROM is missing')]);
    expect(judge({ GEMEL_MAIL_FROM: 'a@example.com' }).problems).toEqual([expect.stringContaining('does nothing without GEMEL_MAIL_URL')]);
  });

  it('are mail, from a file too, and none is no problem', () => {
    const { configuration, problems } = judge({ GEMEL_MAIL_URL_FILE: '/run/mail', GEMEL_MAIL_FROM: 'a@example.com' });
    expect(problems).toEqual([]);
    expect(configuration.mail).toMatchObject({
      place: { host: 'smtp.example.com', login: { password: 'hunter2' } },
      sender: { address: 'a@example.com' },
    });
    expect(judge({}).configuration.mail).toBeUndefined();
  });
});
