/** What guards ask for beyond a credential. */
import { freezePrincipal, GemelError, type Principal } from '@gemel/protocol';
import { checkRequirement, parseRequirement, type Requirement } from '@gemel/verifier';
import { describe, expect, test } from 'vitest';
import { aSid } from './support/pages.ts';

const now = 1_800_000_000;
const principal: Principal = freezePrincipal({
  subject: 'user-1',
  sid: aSid(1),
  generation: 1,
  clientId: 'gemel',
  authentication: { time: now - 300, amr: ['pwd'], acr: 'aal2' },
  roles: ['clerk'],
  permissions: ['orders:read'],
  claims: {},
});

function outcome(requirement: Requirement, engineNow = now, proof?: unknown): string {
  try {
    checkRequirement(principal, requirement, engineNow, proof);
    return 'met';
  } catch (error) {
    return error instanceof GemelError ? error.code : String(error);
  }
}

describe('a requirement', () => {
  test.each([
    ['of nothing', {}, 'met'],
    ['of a permission that is there', { permission: 'orders:read' }, 'met'],
    ['of a permission that is not', { permission: 'orders:write' }, 'permission_missing'],
    ['of a part of a permission', { permission: 'orders' }, 'permission_missing'],
    ['of a role that is there', { role: 'clerk' }, 'met'],
    ['of a role that is not', { role: 'admin' }, 'permission_missing'],
    ['of a role by the name of a permission', { role: 'orders:read' }, 'permission_missing'],
    ['of an authentication that is as old as allowed', { maxAuthAge: 300 }, 'met'],
    ['of a younger authentication', { maxAuthAge: 299 }, 'authentication_too_old'],
    ['of an authentication at this moment', { maxAuthAge: 0 }, 'authentication_too_old'],
    ['of an age that is no number', { maxAuthAge: Number.NaN }, 'authentication_too_old'],
    ['of the context class', { acr: 'aal2' }, 'met'],
    ['of another context class', { acr: 'aal3' }, 'authentication_too_weak'],
    ['of all that is there', { permission: 'orders:read', role: 'clerk', maxAuthAge: 300, acr: 'aal2' }, 'met'],
    [
      'of several, of which the permission cannot be mended by signing in',
      { permission: 'x', maxAuthAge: 1, acr: 'x' },
      'permission_missing',
    ],
    ['of several, of which the weaker matters first', { maxAuthAge: 1, acr: 'x' }, 'authentication_too_weak'],
  ] as const)('%s', (_title, requirement, expected) => {
    expect(outcome(requirement)).toBe(expected);
  });

  test('of an age counts fractions of engine time', () => {
    expect(outcome({ maxAuthAge: 300 }, now + 0.001)).toBe('authentication_too_old');
  });

  test.each([
    ['a name that is not one', { permisson: 'orders:read' }, /permisson is not a requirement; there are permission, role, maxAuthAge, acr/],
    ['a list', { permission: ['orders:read'] }, /permission takes one name/],
    ['an empty name', { role: '' }, /role takes one name/],
    ['an age in words', { maxAuthAge: '5m' }, /maxAuthAge takes seconds/],
    ['a negative age', { maxAuthAge: -1 }, /maxAuthAge takes seconds/],
    ['an endless age', { maxAuthAge: Number.POSITIVE_INFINITY }, /maxAuthAge takes seconds/],
    ['several mistakes, all named', { acr: 7, role: 7 }, /acr takes.*\n.*role takes/],
  ])('is refused when a guard is built with %s', (_title, requirement, message) => {
    expect(() => parseRequirement(requirement as Requirement)).toThrow(message);
  });

  test.each([
    ['a name alone', 'admin'],
    ['a list', ['admin']],
    ['a handler', () => undefined],
    ['nothing that is said', null],
    ['a request, by a framework that was handed the maker of guards', new Request('https://app.example/orders')],
  ])('is refused in one line when a guard is built with %s', (_title, given) => {
    const parse = (): unknown => Reflect.apply(parseRequirement, undefined, [given]);
    expect(parse).toThrow(/^requirement: it takes an object, such as \{ permission: 'orders:read' \}; .* require\(\)$/);
  });

  test('names what the caller judges itself among what there is, and leaves it to the caller', () => {
    expect(() => parseRequirement({ credential: 7, rol: 'clerk' } as Requirement, ['credential'])).toThrow(
      /^requirement: rol is not a requirement; there are permission, .*, credential$/,
    );
  });

  test('is given back where nothing is wrong with it', () => {
    const requirement = { permission: 'orders:read', maxAuthAge: 0 };
    expect(parseRequirement(requirement)).toBe(requirement);
    const open = { role: undefined } as unknown as Requirement;
    expect(parseRequirement(open)).toBe(open);
  });
});

test('that a token is bound to a key is met where it came with a proof, and not by whoever forgets to say so', () => {
  const requirement = { isSenderConstrained: true, permission: 'orders:read' };
  expect([outcome(requirement, now, true), outcome(requirement), outcome({ isSenderConstrained: false })]).toEqual([
    'met',
    'token_unbound',
    'met',
  ]);
  expect(() => parseRequirement({ isSenderConstrained: 'yes' as unknown as boolean })).toThrow('isSenderConstrained takes true or false');
});
