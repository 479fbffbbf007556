/** Turns what PostgreSQL, its driver or the network says into a line that says what to do. No line holds a password. */

export interface PostgresWhere {
  /** The URL without its password. */
  readonly shown: string;
  /** The setting that it comes from. */
  readonly setting: string;
}

/** By SQLSTATE (PostgreSQL, appendix A). */
const byState: Readonly<Record<string, (where: PostgresWhere) => string>> = {
  '28P01': ({ setting }) => `does not accept the password: correct it in ${setting} (@ : / ? # in it are written %40 %3A %2F %3F %23).`,
  '28000': ({ setting }) =>
    `does not let this user in: correct the user in ${setting}, or add a line for it to pg_hba.conf (with TLS: add ?sslmode=verify-full to ${setting}).`,
  '3D000': ({ shown, setting }) => `has no database ${new URL(shown).pathname.slice(1)}: run \`createdb\` for it, or correct ${setting}.`,
  '42501': () => "lacks a privilege for this user: run `gemel migrate` as the tables' owner, or let the owner GRANT what is missing.",
  '3F000': () => 'has no schema that this user may write into: run CREATE SCHEMA, or set search_path for the user.',
  '42P01': () =>
    'lacks a table: run `gemel migrate`; where it says that there is nothing to do, the search_path of the user is another one.',
  '25006': ({ setting }) => `is read-only, as a standby is: let ${setting} lead to the primary.`,
  '55000': ({ setting }) => `is a standby: let ${setting} lead to the primary.`,
  '53100': () => 'has a full disk: make room on it, then start again.',
  '53300': () => 'has no connection left: raise max_connections, or let fewer clients connect (a node takes 12 at most).',
  '57P03': () => 'is starting up or shutting down: start again in a moment.',
};

/** By code of the operating system or of OpenSSL. */
const byCode: Readonly<Record<string, (where: PostgresWhere) => string>> = {
  ECONNREFUSED: ({ setting }) => `refuses connections: start PostgreSQL there, or correct host and port in ${setting}.`,
  ECONNRESET: ({ setting }) =>
    `broke off the connection: look into PostgreSQL's log, and whether ${setting} leads to it and not to another service.`,
  ENOTFOUND: ({ setting }) => `has a host name that nobody knows: correct it in ${setting}.`,
  EAI_AGAIN: ({ setting }) => `has a host name that could not be looked up: correct it in ${setting}, or the name servers of this machine.`,
  ETIMEDOUT: ({ setting }) => `does not answer: look at its firewall, and correct host and port in ${setting}.`,
  EHOSTUNREACH: ({ setting }) => `cannot be reached from this machine: correct the network, or the host in ${setting}.`,
  ENETUNREACH: ({ setting }) => `cannot be reached from this machine: correct the network, or the host in ${setting}.`,
  ENOENT: ({ setting }) => `has no socket or certificate at the path that ${setting} names: correct it.`,
  CERT_HAS_EXPIRED: () => 'has a certificate that has expired: renew it.',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ setting }) =>
    `has a certificate for another name: use that name in ${setting}, or renew the certificate.`,
};

const untrusted = /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** Returns one line that begins with the place. */
export function explainPostgres(error: unknown, where: PostgresWhere): string {
  return `PostgreSQL at ${where.shown} ${adviceFor(error, where)}`;
}

function adviceFor(error: unknown, where: PostgresWhere): string {
  const code = textOf(error, 'code');
  const known = byState[code]?.(where) ?? byCode[code]?.(where);
  if (known !== undefined) return known;
  if (untrusted.test(code)) {
    return `has a certificate that nobody known here has signed: add &sslrootcert=/path/of/its/ca.pem to ${where.setting}.`;
  }
  const message = textOf(error, 'reason') || textOf(error, 'message');
  if (/does not support SSL/.test(message)) {
    return `offers no TLS: switch it on (ssl = on), or take sslmode out of ${where.setting} where the network is yours alone.`;
  }
  if (/timeout/i.test(message)) return `does not answer: look whether it runs, at its firewall, and at host and port in ${where.setting}.`;
  if (/too old/.test(message)) return `cannot be used: ${message}.`;
  if (/terminated unexpectedly/.test(message)) return byCode['ECONNRESET']?.(where) ?? message;
  return `cannot be used: ${message.split('\n', 1)[0]}`;
}

function textOf(error: unknown, name: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
