/** What is set is exactly one cookie with its attributes, whatever is asked for. */
import { formatSessionToken } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { checkCookieName, formatClearedCookie, formatSessionCookie } from '../../src/core/requests/format-session-cookie.ts';

const cookie = { name: '__Host-Http-gemel' };
const sessionToken = formatSessionToken('A'.repeat(22), 'A'.repeat(43));

describe('writing the session cookie', () => {
  it('sets Secure, HttpOnly, SameSite=Lax and Path=/, and neither Domain nor a lifetime', () => {
    expect(formatSessionCookie(cookie, sessionToken)).toBe(`__Host-Http-gemel=${sessionToken}; Path=/; Secure; HttpOnly; SameSite=Lax`);
  });

  it('sets a whole Max-Age where the cookie is to be kept', () => {
    expect(formatSessionCookie(cookie, sessionToken, 86_399.7)).toMatch(/; Max-Age=86399$/);
    expect(formatSessionCookie(cookie, sessionToken, -5)).toMatch(/; Max-Age=0$/);
  });

  it('clears with the same name and attributes', () => {
    expect(formatClearedCookie(cookie)).toBe(
      '__Host-Http-gemel=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    );
  });

  it('ASVS 3.3.5 stays within 4096 bytes with the longest name', () => {
    const longest = `__Host-${'n'.repeat(121)}`;
    expect(checkCookieName(longest)).toBeUndefined();
    expect(formatSessionCookie({ name: longest }, sessionToken, 1e15).length).toBeLessThan(4096);
  });

  it.each([
    ['another attribute', `${sessionToken}; Domain=example`],
    ['a line break', `${sessionToken}\r\nSet-Cookie: x=y`],
    ['a quoted value', `"${sessionToken}"`],
    ['nothing', ''],
    ['an access token', 'eyJ.eyJ.sig'],
  ])('S31 never writes %s in place of a session token', (_what, value) => {
    expect(() => formatSessionCookie(cookie, value)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  it.each(['__Host-Http-gemel', '__Host-s', "__Host-!#$%&'*+-.^_`|~9"])('takes the name %s', (name) => {
    expect(checkCookieName(name)).toBeUndefined();
  });

  it.each([
    ['sid', "write '__Host-Http-sid'"],
    ['__Secure-sid', "write '__Host-Http-sid'"],
    ['__host-sid', "write '__Host-Http-sid'"],
    ['', "write '__Host-Http-gemel'"],
    ['__Host-', "write '__Host-Http-gemel'"],
    ['__Host-a b', "write '__Host-Http-gemel'"],
    ['__Host-a;b', "write '__Host-Http-gemel'"],
    ['__Host-a=b', "write '__Host-Http-gemel'"],
    ['__Host-a\r\nb', "write '__Host-Http-gemel'"],
    ['__Host-ä', "write '__Host-Http-gemel'"],
    [`__Host-${'n'.repeat(122)}`, 'write one of at most 128'],
    [7, "write '__Host-Http-gemel'"],
  ])('S31 refuses the name %j and says what to write', (name, advice) => {
    expect(checkCookieName(name)).toContain(advice);
  });

  it('suggests names that it takes itself', () => {
    for (const name of ['', ';;', 'a b', '__Secure-x', 'ä']) {
      const suggested = /write '([^']*)'/.exec(checkCookieName(name) ?? '')?.[1];
      expect(checkCookieName(suggested)).toBeUndefined();
    }
  });
});
