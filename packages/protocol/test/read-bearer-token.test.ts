/** One Bearer credential or a refusal; nothing in between, and never a crash. */
import { GemelError, readBearerToken } from '@gemel/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('reading the Authorization header', () => {
  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER a.b.c'])('reads %j', (header) => {
    expect(readBearerToken(header)).toBe('a.b.c');
  });

  it.each([
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'Bearer  a.b.c',
    ' Bearer a.b.c',
    'Bearer\ta.b.c',
    'Bearer a.b.c ',
    'Bearer a.b.c\t',
    'Bearera.b.c',
    'Bearer a.b.c, Bearer d.e.f',
    'Bearer a.b.c,Basic Zm9v',
    'Bearer a.b.c,d.e.f',
    'Bearer a.b.c,',
    'Bearer a.b.c d',
    'Bearer token="a.b.c", realm="x"',
    'Basic Zm9vOmJhcg==',
    'DPoP a.b.c',
    'Negotiate',
    'a.b.c',
    'Bearer\u00a0a.b.c',
    'Bearer\u2000a.b.c',
    'Beare\u{1d4c7} a.b.c',
  ])('S27 refuses %j', (header) => {
    expect(() => readBearerToken(header)).toThrow(expect.objectContaining({ code: 'authorization_malformed' }));
  });

  it('S27 gives a token or a refusal for any text, and holds no part of it in the refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `Bearer ${text}`),
          fc.string({ unit: 'binary' }),
        ),
        (header) => {
          try {
            expect(header.slice(7)).toBe(readBearerToken(header));
          } catch (error) {
            if (!(error instanceof GemelError)) throw error;
            expect(error.code).toBe('authorization_malformed');
            expect(['not the Bearer scheme', 'not exactly one credential']).toContain(error.cause);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
