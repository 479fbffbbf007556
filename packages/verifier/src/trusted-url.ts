/** Which addresses keys, feed and answers about tokens may come from: whoever can change what they say decides who is let in. */
import { optionsError } from '@gemel/protocol';
import { adviceOn } from '#advice';

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Whether it is a whole `https:` URL without a name or a password in it; `http:` only on this machine, or where that is allowed. */
export function isTrustedUrl(url: unknown, allowPlainHttp: unknown = false): url is string {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  const isPlainAllowed = allowPlainHttp === true || loopback.test(hostname);
  return username + password === '' && (protocol === 'https:' || (protocol === 'http:' && isPlainAllowed));
}

/** @throws GemelError `options_invalid` */
export function checkUrl(what: string, { url, allowPlainHttp }: { readonly url: string; readonly allowPlainHttp?: boolean }): void {
  if (!isTrustedUrl(url, allowPlainHttp)) throw optionsError(what, [adviceOn('url', 'url')]);
}
