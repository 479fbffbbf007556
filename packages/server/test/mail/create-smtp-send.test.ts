/** What a real mail server receives, and what becomes of a message that it does not want. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { mailKinds, type MailMessage } from '@gemel/accounts';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpSend } from '../../src/mail/create-smtp-send.ts';
import type { SmtpOptions } from '../../src/mail/smtp-options.ts';
import type { MailPlace, MailSender } from '../../src/mail/mail-place.ts';
import { type Certificate, makeCertificate } from '../support/make-certificate.ts';
import { mailPassword, type MailServer, type MailServerOptions, startMailServer, user } from './support/start-mail-server.ts';
import { readMail } from './support/read-mail.ts';

const sender: MailSender = { name: 'Gemel', address: 'login@example.com' };
const login = { user, password: mailPassword };
let certificate: Certificate;
let servers: { stop(): Promise<void> }[] = [];

beforeAll(() => {
  certificate = makeCertificate();
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});

async function aServer(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

function aMessage(changes: Partial<MailMessage> = {}): MailMessage {
  return {
    id: 'id-1',
    kind: 'password-changed',
    to: 'ada@example.com',
    subject: 'Hello',
    text: 'Text\n',
    html: '<p>Text</p>\n',
    ...changes,
  };
}

const deliver = (place: MailPlace, message = aMessage(), options: SmtpOptions = {}, from = sender): Promise<void> =>
  createSmtpSend({ place, sender: from }, options)(message);

/** What an error says, all of it. */
async function failureOf(sending: Promise<void>): Promise<Readonly<Record<string, unknown>>> {
  try {
    await sending;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { said: error.message, cause: error.cause, ...error };
  }
  throw new Error('it was sent');
}

describe('a message', () => {
  it('arrives with its two bodies, from the sender, for one recipient, marked as sent by a machine', async () => {
    const { place, taken } = await aServer();
    await deliver(place);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ from: 'login@example.com', to: ['ada@example.com'] });
    const { headers, parts } = readMail(taken[0]?.source ?? '');
    expect(headers).toMatchObject({
      from: 'Gemel <login@example.com>',
      to: 'ada@example.com',
      subject: 'Hello',
      'message-id': '<id-1@example.com>',
      'auto-submitted': 'auto-generated',
    });
    expect(headers).toHaveProperty('date');
    expect(parts).toEqual([
      { type: 'text/plain', text: 'Text\n' },
      { type: 'text/html', text: '<p>Text</p>\n' },
    ]);
  });

  it('keeps lines that begin with dots, long lines and every character', async () => {
    const { place, taken } = await aServer();
    const text = `.\n..\n.hidden\nQUIT\n${'long '.repeat(400)}end\n${'x'.repeat(2000)}\nGrüße, 家, 🔑, =41, tab\there\nFrom here on\n`;
    await deliver(place, aMessage({ text, html: `<p>${text}</p>` }));
    const source = taken[0]?.source ?? '';
    expect(readMail(source).parts.map((part) => part.text)).toEqual([text, `<p>${text}</p>`]);
    expect(Math.max(...source.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(998);
    expect(source).toMatch(/^[\t\n\r -~]*$/);
  });

  it('may have a subject and a sender’s name of any script, and a domain in A-labels (IDN)', async () => {
    const { place, taken } = await aServer();
    const from = { name: 'Bücher, "Grüße" & Söhne', address: 'login@xn--bcher-kva.example' };
    const subject = '家の鍵 – ein neues Passwort für Bücher '.repeat(6).trim();
    await deliver(place, aMessage({ to: 'ada@xn--bcher-kva.example', subject }), {}, from);
    const { headers } = readMail(taken[0]?.source ?? '');
    expect(headers['subject']).toBe(subject);
    expect(headers['from']).toContain('<login@xn--bcher-kva.example>');
    // The server shows A-labels as letters; on the wire they were ASCII, else it would have been asked for SMTPUTF8.
    expect(taken[0]).toMatchObject({ from: 'login@bücher.example', to: ['ada@bücher.example'], isUtf8: false });
  });

  it.each<readonly [string, Partial<MailMessage>, MailSender]>([
    ['the subject', { subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nBody' }, sender],
    ['the sender’s name', {}, { name: 'Gemel\r\nBcc: eve@example.com\r\nX: "', address: 'login@example.com' }],
    ['the sender’s name, as an address', {}, { name: 'eve@example.com>, <mallory@example.com', address: 'login@example.com' }],
    ['the recipient', { to: 'ada@example.com\r\nRCPT TO:<eve@example.com>' }, sender],
    ['the recipient, as a list', { to: 'ada@example.com, eve@example.com' }, sender],
    ['its id', { id: 'x>\r\nBcc: eve@example.com\r\nX-Y: <' }, sender],
  ])('brings no header and no recipient of its own in %s, even past the catalogue (S26)', async (_place, changes, from) => {
    const { place, taken } = await aServer();
    await deliver(place, aMessage(changes), {}, from).catch(() => undefined);
    for (const { to, source } of taken) {
      const { rawHeaders: headers } = readMail(source);
      expect(to).toEqual(['ada@example.com']);
      expect(Object.keys(headers)).not.toContain('bcc');
      expect(Object.keys(headers)).not.toContain('x');
      const unquoted = headers['from']?.replace(/"(?:[^"\\]|\\.)*"/g, '') ?? '';
      expect(unquoted.match(/[^\s<>]+@[^\s<>]+/g)?.join()).toBe('login@example.com');
      expect(unquoted.includes(',')).toBe(false);
    }
  });

  it('reads no file and fetches nothing, whatever it holds', async () => {
    const { place, taken } = await aServer();
    await deliver(place, aMessage({ html: '<img src="file:///etc/hostname"><img src="data:image/png;base64,AAAA">' }));
    expect(readMail(taken[0]?.source ?? '').parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  });
});

describe('encryption', () => {
  const tls = { hideSTARTTLS: false };

  it('is used from the start with smtps', async () => {
    const { place, taken } = await aServer({ ...certificate, secure: true, encryption: 'tls', login });
    await deliver({ ...place, host: 'localhost' }, aMessage(), { ca: certificate.cert });
    expect(taken[0]).toMatchObject({ isEncrypted: true, user });
  });

  it('is begun by STARTTLS before anything is said', async () => {
    const { place, taken } = await aServer({ ...certificate, ...tls, encryption: 'starttls', login });
    await deliver(place, aMessage(), { ca: certificate.cert });
    expect(taken[0]).toMatchObject({ isEncrypted: true, user });
  });

  it('is insisted on: where the server offers none, neither password nor message leaves', async () => {
    let isAsked = false;
    const onAuth: MailServerOptions['onAuth'] = (_auth, _session, done) => {
      isAsked = true;
      done(null, { user });
    };
    const { place, taken } = await aServer({ encryption: 'starttls', login, onAuth });
    expect(await failureOf(deliver(place))).toMatchObject({ code: 'ETLS' });
    expect([isAsked, taken]).toEqual([false, []]);
  });

  it.each(['tls', 'starttls'] as const)(
    'is worth nothing with a certificate that nobody vouches for, so nothing is sent (%s)',
    async (encryption) => {
      const { place, taken } = await aServer({ ...certificate, ...tls, secure: encryption === 'tls', encryption, login });
      const failure = await failureOf(deliver(place));
      expect(failure['code']).toMatch(/^E(TLS|SOCKET)$/);
      expect(failure).not.toHaveProperty('isPermanent');
      expect(taken).toEqual([]);
    },
  );

  it('asks for the host that was configured', async () => {
    const other = makeCertificate('DNS:other.example');
    const { place, taken } = await aServer({ ...other, ...tls, encryption: 'starttls' });
    await failureOf(deliver(place, aMessage(), { ca: other.cert }));
    expect(taken).toEqual([]);
  });

  it('is taken where it is offered, whoever signed it, and done without, if it is optional', async () => {
    const offering = await aServer({ ...certificate, ...tls });
    await deliver(offering.place);
    expect(offering.taken[0]?.isEncrypted).toBe(true);
    const plain = await aServer();
    await deliver(plain.place);
    expect(plain.taken[0]?.isEncrypted).toBe(false);
  });
});

describe('a message that is not taken', () => {
  it('fails for good where its mailbox is refused for good, and for now otherwise', async () => {
    const { place, taken } = await aServer({ refuse: { 'gone@example.com': 550, 'later@example.com': 450 } });
    expect(await failureOf(deliver(place, aMessage({ to: 'gone@example.com' })))).toMatchObject({ code: '550', isPermanent: true });
    const later = await failureOf(deliver(place, aMessage({ to: 'later@example.com' })));
    expect(later['code']).toBe('450');
    expect(later).not.toHaveProperty('isPermanent');
    expect(taken).toEqual([]);
  });

  it('says neither the address, nor the password, nor what the server said', async () => {
    const { place } = await aServer({ refuse: { 'gone@example.com': 550 }, authOptional: false, allowInsecureAuth: true, login });
    const wrong = { ...place, login: { user, password: 'not-the-password' } };
    for (const [at, to] of [
      [place, 'gone@example.com'],
      [wrong, 'ada@example.com'],
    ] as const) {
      const said = JSON.stringify(await failureOf(deliver(at, aMessage({ to }))));
      expect(said).not.toMatch(/gone|ada@|password|hunter2|wanted|no such user/);
    }
  });

  it('is not lost for good by a login that is refused: an operator can mend it', async () => {
    const { place } = await aServer({ authOptional: false, allowInsecureAuth: true, login: { user, password: 'wrong' } });
    const failure = await failureOf(deliver(place));
    expect(failure['code']).toBe('EAUTH');
    expect(failure).not.toHaveProperty('isPermanent');
  });

  it('fails soon where nobody listens', async () => {
    const { place, stop } = await startMailServer();
    await stop();
    expect((await failureOf(deliver(place)))['code']).toMatch(/^(ECONNREFUSED|ESOCKET|ECONNECTION)$/);
  });

  it.each([
    ['says nothing at all', ''],
    ['greets, then falls silent', '220 mail.test ESMTP\r\n'],
  ])('fails within the bound where the server %s', async (_what, greeting) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      if (greeting !== '') socket.write(greeting);
    });
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo; // it listens on TCP
    servers.push({
      stop: () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => void silent.close(() => resolve()));
      },
    });
    const begunMs = performance.now();
    expect(
      await failureOf(deliver({ host: '127.0.0.1', port, encryption: 'any', login: undefined }, aMessage(), { waitMs: 150 })),
    ).toMatchObject({
      code: 'ETIMEDOUT',
    });
    expect(performance.now() - begunMs).toBeLessThan(3000);
  });

  it('is of a kind that the catalogue knows', () => expect(mailKinds).toContain(aMessage().kind));
});
