/** What a program without types may hand to the calls that begin and change sessions, and what it is told. */
import { optionsError } from '@gemel/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFleet, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
afterAll(() => fleet.stop());

/** As a program without types calls. */
async function call(method: 'startSession' | 'changeGrants' | 'stepUp', ...values: readonly unknown[]): Promise<unknown> {
  return Reflect.apply(fleet.gemel[method], fleet.gemel, values);
}

describe('a session', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['nothing', undefined, /^startSession: it takes an object, such as \{ subject: 'ada' \}$/],
    ['a subject alone', 'ada', /^startSession: it takes an object/],
    ['no subject', {}, /^startSession: subject must be a text of 1 to 255 characters$/],
    ['an id that is a number', { subject: 7 }, /^startSession: subject must be .* characters: write String\(7\)$/],
    [
      'a role that is no list, which would be five roles of one letter',
      { roles: 'admin' },
      /^startSession: roles must be a list, such as \['/,
    ],
    ['a permission that is no list', { permissions: 'orders:read' }, /^startSession: permissions must be a list/],
    ['a method that is no list', { authentication: { amr: 'pwd' } }, /^startSession: authentication\.amr must be a list/],
    ['an unknown mode, which would hand out everything', { mode: 'jwt' }, /^startSession: mode takes 'cookie', 'token' or 'both'$/],
    ['a name that is none', { role: 'admin' }, /^startSession: role is not an option; there are subject, mode/],
    ['an empty role', { roles: [''] }, /^startSession: roles must be texts that are not empty$/],
    ['a key without tokens', { jkt: 'A'.repeat(43) }, /^startSession: jkt binds tokens/],
  ])('is not begun with %s, and the message says what to write', async (_what, given, message) => {
    const start = typeof given === 'object' && given !== null && Object.keys(given).length > 0 ? { subject: 'grace', ...given } : given;
    await expect(call('startSession', start)).rejects.toMatchObject({ code: 'options_invalid', message: expect.stringMatching(message) });
    expect(await fleet.gemel.listSessions('grace')).toEqual([]);
  });

  it('is told everything that is wrong at once', async () => {
    const wrong = optionsError('startSession', [
      'subject must be a text of 1 to 255 characters',
      "roles must be a list, such as ['clerk']",
      "permissions must be a list, such as ['orders:read']",
    ]);
    await expect(call('startSession', { roles: 'clerk', permissions: 'x' })).rejects.toThrow(wrong.message);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['a role that is no list', { roles: 'admin' }, /^changeGrants: roles must be a list/],
    ['a list in the place of its name', ['admin'], /^changeGrants: it takes an object, such as \{ roles: \['clerk'\] \}$/],
    ['nothing', undefined, /^changeGrants: it takes an object/],
  ])('is not changed by %s', async (_what, grants, message) => {
    const { session } = await fleet.gemel.startSession({ subject: 'ada', roles: ['clerk'] });
    await expect(call('changeGrants', 'ada', grants)).rejects.toMatchObject({
      code: 'options_invalid',
      message: expect.stringMatching(message),
    });
    await fleet.gemel.revokeSession(session.sid);
  });

  it('is not stepped up by a method that is no list', async () => {
    const { session } = await fleet.gemel.startSession({ subject: 'ada' });
    await expect(call('stepUp', session.sid, { amr: 'pwd' })).rejects.toThrow("stepUp: authentication.amr must be a list, such as ['pwd']");
  });
});
