/** The principal of claims. */
import { type AccessTokenClaims, freezePrincipal, principalFromClaims, RESERVED_CLAIMS } from '@gemel/protocol';
import { describe, expect, test } from 'vitest';

const claims: AccessTokenClaims = {
  iss: 'https://app.example',
  sub: 'user-1',
  aud: 'https://app.example',
  exp: 300,
  iat: 0,
  nbf: 0,
  jti: 'token-1',
  client_id: 'gemel',
  sid: 'A'.repeat(22),
  generation: 3,
  auth_time: 7,
  amr: ['pwd'],
  roles: ['clerk'],
  permissions: ['orders:read'],
};

describe('the principal of a token', () => {
  test('says who, since when and what for, and holds no more of the token', () => {
    expect(principalFromClaims(claims)).toEqual({
      subject: 'user-1',
      sid: 'A'.repeat(22),
      generation: 3,
      clientId: 'gemel',
      authentication: { time: 7, amr: ['pwd'] },
      roles: ['clerk'],
      permissions: ['orders:read'],
      claims: {},
    });
  });

  test('has a context class where the token has one', () => {
    expect(principalFromClaims({ ...claims, acr: 'aal2' }).authentication).toEqual({ time: 7, amr: ['pwd'], acr: 'aal2' });
    expect('acr' in principalFromClaims(claims).authentication).toBe(false);
  });

  test('has the custom claims, and none by a name that is taken', () => {
    const reserved = Object.fromEntries(
      [...RESERVED_CLAIMS].filter((name) => !(name in claims) && name !== '__proto__').map((name) => [name, 'x']),
    );
    const custom = { tenant: { id: 7 }, locale: 'el' };
    expect(principalFromClaims({ ...claims, ...reserved, acr: 'aal2', ...custom }).claims).toEqual(custom);
  });

  test('is frozen all through, since requests share it', () => {
    const tenant = { id: 7, list: [{ id: 8 }] };
    const principal = principalFromClaims({ ...claims, tenant } as AccessTokenClaims);
    expect(
      [
        principal,
        principal.authentication,
        principal.authentication.amr,
        principal.roles,
        principal.permissions,
        principal.claims,
        tenant,
        tenant.list,
        tenant.list[0],
      ].every(Object.isFrozen),
    ).toBe(true);
    expect(freezePrincipal(principal)).toBe(principal);
  });
});
