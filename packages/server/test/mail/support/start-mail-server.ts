/** A real SMTP server on a free port, which keeps what it is given and can be made to refuse. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { MailPlace } from '../../../src/mail/mail-place.ts';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: unknown;
  /** Whether SMTPUTF8 was asked for. */
  readonly isUtf8: boolean;
  /** As it came, lines ended by CRLF. */
  readonly source: string;
}

export interface MailServer {
  readonly place: MailPlace;
  readonly taken: readonly TakenMail[];
  /** How many connections there were. */
  connections(): number;
  stop(): Promise<void>;
}

export interface MailServerOptions extends SMTPServerOptions {
  /** What the client is to expect. */
  readonly encryption?: MailPlace['encryption'];
  readonly login?: MailPlace['login'];
  /** The reply codes for recipients; any other is taken. */
  readonly refuse?: Readonly<Record<string, number>>;
}

export const user = 'gemel';
export const mailPassword = 'hunter2 & co';

export async function startMailServer({ encryption = 'any', login, refuse = {}, ...options }: MailServerOptions = {}): Promise<MailServer> {
  const taken: TakenMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disabledCommands: options.hideSTARTTLS === false ? [] : ['STARTTLS'],
    logger: false,
    onConnect: (_session, done) => {
      connections++;
      done();
    },
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === mailPassword ? done(null, { user }) : done(new Error('no such user gemel')),
    onRcptTo: ({ address }, _session, done) => {
      const code = refuse[address];
      done(code === undefined ? null : Object.assign(new Error(`<${address}> is not wanted`), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          isEncrypted: session.secure,
          user: session.user,
          isUtf8: session.envelope.smtpUtf8 === true,
          source: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo; // it listens on TCP
  return {
    place: { host: '127.0.0.1', port, encryption, login },
    taken,
    connections: () => connections,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
