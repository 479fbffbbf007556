/** The floor of a session check: the cookie's secret hashed by `crypto.hash`, the session found in a Map. */
import crypto from 'node:crypto';
import { cookieHeader } from './presented-headers.ts';

const cookieName = '__Host-Http-floor';
const prefix = `${cookieName}=`;

export interface SessionMap {
  readonly cookies: readonly string[];
  /** Returns the subject, or undefined. */
  find(cookie: string): string | undefined;
}

export function createSessionMap(count: number): SessionMap {
  const subjects = new Map<string, string>();
  const cookies = Array.from({ length: count }, (_, index) => {
    const token = `${crypto.randomBytes(16).toString('base64url')}.${crypto.randomBytes(32).toString('base64url')}`;
    subjects.set(crypto.hash('sha256', token, 'base64url'), `user-${index}`);
    return cookieHeader(cookieName, token);
  });
  const find = (cookie: string): string | undefined => {
    const start = cookie.indexOf(prefix);
    if (start < 0) return undefined;
    const end = cookie.indexOf(';', start);
    const token = cookie.slice(start + prefix.length, end < 0 ? undefined : end);
    return subjects.get(crypto.hash('sha256', token, 'base64url'));
  };
  return { cookies, find };
}
