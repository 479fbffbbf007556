/** What `gemel doctor` says of the mail server, by asking real ones. */
import { afterEach, describe, expect, it } from 'vitest';
import { checkMail } from '../../src/doctor/check-mail.ts';
import { examineMail } from '../../src/doctor/examine-mail.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { mailPassword, type MailServer, type MailServerOptions, startMailServer, user } from './support/start-mail-server.ts';

const sender = { name: '', address: 'login@example.com' };
const login = { user, password: mailPassword };
const certificate = makeCertificate();
let server: MailServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function textsFor(options: MailServerOptions, ca = certificate.cert): Promise<readonly string[]> {
  server = await startMailServer(options);
  const findings = await examineMail({ place: server.place, sender }, { ca });
  expect(server.taken).toEqual([]);
  const texts = findings.map(({ level, text }) => `${level} ${text}`);
  expect(texts.join()).not.toContain('hunter2');
  return texts;
}

describe('the doctor', () => {
  it('finds a server with STARTTLS and a login that is right, and names the sender’s domain', async () => {
    const [first, ...others] = await textsFor({ ...certificate, hideSTARTTLS: false, encryption: 'starttls', login });
    expect(first).toMatch(
      /^ok Mail: smtp:\/\/gemel@127\.0\.0\.1:\d+ answers \(STARTTLS, logged in as gemel\).*login@example\.com.*example\.com/,
    );
    expect(others).toEqual([]);
  });

  it('finds TLS from the start', async () => {
    expect(await textsFor({ ...certificate, secure: true, encryption: 'tls' })).toEqual([
      expect.stringContaining('(TLS, without a login)'),
    ]);
  });

  it('takes a server on this machine without TLS as it is', async () => {
    expect(await textsFor({})).toEqual([expect.stringMatching(/^ok .*\(no TLS, without a login\)/)]);
  });

  it.each<readonly [string, MailServerOptions]>([
    ['refuses the login', { ...certificate, hideSTARTTLS: false, encryption: 'starttls', login: { user, password: 'hunter2' } }],
    ['offers no STARTTLS', { encryption: 'starttls', login }],
    ['does not speak TLS from the start', { encryption: 'tls' }],
    ['is not one that this machine trusts', { ...makeCertificate(), hideSTARTTLS: false, encryption: 'starttls' }],
  ])('says of a server that it %s', async (words, options) => {
    expect(await textsFor(options)).toEqual([expect.stringMatching(new RegExp(`^problem Mail: .*${words}`))]);
  });

  it('says that a certificate names another host', async () => {
    const other = makeCertificate('DNS:other.example');
    expect(await textsFor({ ...other, hideSTARTTLS: false, encryption: 'starttls' }, other.cert)).toEqual([
      expect.stringMatching(/^problem Mail: the certificate of smtp:.* names another host/),
    ]);
  });

  it('says that nothing listens', async () => {
    const { place, stop } = await startMailServer();
    await stop();
    expect(await examineMail({ place, sender })).toEqual([{ level: 'problem', text: expect.stringContaining('nothing listens at') }]);
  });

  it('says what is off without mail', async () => {
    expect(await checkMail({ mail: undefined, isProduction: true })).toEqual([
      { level: 'warning', text: expect.stringContaining('GEMEL_MAIL_URL is not set') },
    ]);
    expect(await checkMail({ mail: undefined, isProduction: false })).toEqual([{ level: 'ok', text: expect.stringContaining('/outbox') }]);
  });
});
