/** Turns the settings of mail into a place and a sender, or into the line that says what to write; the password never shows in it. */
import { parseEmail } from '@gemel/accounts';
import type { Parsed } from '../configuration/parse-setting.ts';
import { isLoopback, type MailPlace, type MailSender } from './mail-place.ts';

const write = 'write GEMEL_MAIL_URL=smtp://user:password@smtp.example.com:587, or smtps:// for TLS from the start';
const hostPattern = /^(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/;

/** A server and nothing else; what a URL could hold beside it is refused, since whoever wrote it expects something of it. */
export function parseMailUrl(text: string): Parsed<MailPlace> {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text))
    return { problem: `is not an smtp:// or smtps:// URL (a password's @ : / ? # are written %40 %3A %2F %3F %23): ${write}` };
  const { protocol, hostname, port, username, password, pathname, hash, searchParams } = new URL(text);
  const host = hostname.toLowerCase();
  if (!hostPattern.test(host)) return { problem: `names no host: ${write}` };
  if (!['', '/'].includes(pathname) || hash !== '') return { problem: `has something behind host and port: ${write}` };
  if (port === '0') return { problem: `names port 0: ${write}` };
  if ((username === '') !== (password === '')) return { problem: `has a user without a password, or the other way round: ${write}` };
  const isSecure = protocol === 'smtps:';
  const tls = readTls(searchParams);
  if (tls === undefined || (isSecure && tls === 'optional'))
    return { problem: 'has a parameter that does nothing: ?tls=optional, with smtp:// alone, is the only one' };
  const login = decodeLogin(username, password);
  if (login === 'wrong') return { problem: `has a user or password that is not percent-encoded, or holds a control character: ${write}` };
  const bare = host.replace(/^\[|\]$/g, '');
  const encryption = isSecure ? 'tls' : tls === 'optional' || isLoopback(bare) ? 'any' : 'starttls';
  return { value: { host: bare, port: port === '' ? (isSecure ? 465 : 587) : Number(port), encryption, login } };
}

/** Undefined for anything but nothing and `tls=optional`. */
function readTls(parameters: URLSearchParams): 'required' | 'optional' | undefined {
  const [first, ...others] = [...parameters];
  if (first === undefined) return 'required';
  return others.length === 0 && first[0] === 'tls' && first[1] === 'optional' ? 'optional' : undefined;
}

function decodeLogin(username: string, password: string): MailPlace['login'] | 'wrong' {
  if (username === '') return undefined;
  try {
    const login = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    return /\p{Cc}/u.test(login.user + login.password) ? 'wrong' : login;
  } catch {
    return 'wrong';
  }
}

/** One address, with a name before it or none. */
export function parseMailFrom(text: string): Parsed<MailSender> {
  const problem = "must be one address, with a name before it or none: write GEMEL_MAIL_FROM='Example <login@example.com>'";
  const [, name = '', address = text] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? [];
  const parsed = parseEmail(address);
  const bare = name.trim().replace(/^"(.*)"$/, '$1');
  if (parsed === undefined || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\]/u.test(bare) || bare.length > 100) return { problem };
  return { value: { name: bare, address: parsed.email } };
}
