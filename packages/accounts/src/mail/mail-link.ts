/** Links of messages: always below the configured issuer, never from what a request said. */

const pathPattern = /^\/(?:[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*\/?)?$/;
const tokenPattern = /^[A-Za-z0-9_-]{1,512}$/;

/** True for a plain path, such as `/verify-email`: no query, no fragment, no dots that climb. */
export function isMailPath(path: unknown): path is string {
  return typeof path === 'string' && pathPattern.test(path) && !path.split('/').some((part) => part === '.' || part === '..');
}

/** Returns the URL of a page, with the one-time token if there is one. Throws where the token is none. */
export function mailLink(issuer: string, path: string, token?: string): string {
  const url = new URL(`${issuer.replace(/\/$/, '')}${path}`);
  if (token !== undefined) {
    if (!tokenPattern.test(token)) throw new TypeError('The one-time token of a link is not base64url.');
    url.searchParams.set('token', token);
  }
  return url.href;
}
