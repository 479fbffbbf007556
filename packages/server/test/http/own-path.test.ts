/** Where a sign-in may lead. */
import { describe, expect, it } from 'vitest';
import { ownPath } from '../../src/http/own-path.ts';

const origin = 'http://localhost:4000';

describe('a redirect after sign-in', () => {
  it.each(['/account', '/account?notice=session-ended', '/a/b%20c', '/'])('goes to our own path %s', (path) => {
    expect(ownPath(path, origin)).toBe(path);
  });

  it.each([
    'https://evil.example/',
    'http://localhost:4000.evil.example/',
    'http://localhost:4000@evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'account',
    '@evil.example',
    '／／evil.example',
    '',
    `/${'a'.repeat(600)}`,
  ])('never goes to %j (S29)', (next) => {
    expect(ownPath(next, origin)).toBeUndefined();
  });

  it('stays at home for whatever a browser makes of a path (S29)', () => {
    for (const next of ['/;//evil.example', '/?//evil.example', '/#//evil.example', '/:80', '/@evil.example']) {
      const path = ownPath(next, origin);
      expect(new URL(path ?? '/', origin).origin).toBe(origin);
    }
  });
});
