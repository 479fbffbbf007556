/** Paths with a second factor. */
import { expect } from 'vitest';
import { adasEmail, otherPassword, password, signIn } from '../a-world.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { anOwner, fromBase32 } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';
import { client, nowhere, told, twoFactors, type PathRow } from './path-row.ts';

export const factorPaths: readonly PathRow[] = [
  {
    path: 'an authenticator app, enrolled after a wrong code, used after a wrong code, and removed',
    walk: async (world, ada) => {
      const owner = await anOwner({}, world);
      const { accounts } = world;
      const pending = await owner.half(client.address);
      await codeOf(accounts.secondFactor.confirm({ pending, totp: 'x', client }));
      const { session } = await accounts.secondFactor.confirm({ pending, totp: owner.code(1), client });
      await accounts.totp.remove({ subject: ada, sid: session.sid, client });
      return { sid: session.sid, secrets: [pending, owner.code(), owner.code(1)] };
    },
    ...twoFactors,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added', actor: 'owner', sid: expect.any(String) as string, facts: { factor: 'totp' } },
      {
        kind: 'sign_in.second_factor_needed',
        actor: 'nobody',
        sid: null,
        facts: { ways: ['password'], factors: ['totp'] },
        address: client.address,
      },
      { kind: 'second_factor.failed', actor: 'nobody', sid: null, ...told({ way: 'totp', reason: 'proof_wrong' }) },
      {
        kind: 'sign_in.succeeded',
        actor: 'owner',
        ...told({ ways: ['password', 'totp'], amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' }),
      },
      { kind: 'factor.removed', actor: 'owner', sid: expect.any(String) as string, ...told({ factor: 'totp' }) },
    ],
  },
  {
    path: 'an enrolment that ends with a wrong code',
    walk: async ({ accounts }, ada) => {
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: session.sid, client };
      const { enrolment, secret } = await accounts.totp.begin(asking);
      await codeOf(accounts.totp.confirm(asking, enrolment, 'x'));
      await codeOf(accounts.totp.confirm(asking, 'no enrolment', 'x'));
      return { secrets: [enrolment, secret] };
    },
    events: [
      { kind: 'sign_in.succeeded', ...nowhere },
      { kind: 'factor.not_added', actor: 'owner', ...told({ factor: 'totp', reason: 'proof_wrong' }) },
      { kind: 'factor.not_added', actor: 'owner', ...told({ factor: 'totp', reason: 'proof_void' }) },
    ],
  },
  {
    path: 'a second factor for half a sign-in that is not known, and more codes than are allowed',
    walk: async (world) => {
      const owner = await anOwner({}, world);
      await codeOf(world.accounts.secondFactor.confirm({ pending: 'unknown', totp: owner.code(1), client }));
      for (let half = 0; half < 3; half++) {
        const pending = await owner.half();
        for (let guess = 0; guess < 4; guess++) await codeOf(world.accounts.secondFactor.confirm({ pending, totp: 'x', client }));
      }
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'second_factor.failed', subject: null, ...told({ way: 'totp', reason: 'proof_void' }) },
      ...[4, 4, 2].flatMap((guesses) => [
        { kind: 'sign_in.second_factor_needed' as const },
        ...Array.from({ length: guesses }, () => ({ kind: 'second_factor.failed' as const, ...told({ reason: 'proof_wrong' }) })),
      ]),
      { kind: 'second_factor.throttled', actor: 'nobody', ...told({ way: 'totp' }) },
    ],
  },
  {
    path: 'step-up by password and code, after a wrong code and too many wrong passwords',
    walk: async (world, ada) => {
      const owner = await anOwner({}, world);
      const asking = { subject: ada, sid: owner.sid, client };
      await codeOf(world.accounts.stepUp.confirm(asking, { password, factor: { totp: 'x' } }));
      await world.accounts.stepUp.confirm(asking, { password, factor: { totp: owner.code(1) } });
      for (let guess = 0; guess < 11; guess++) await codeOf(world.accounts.stepUp.confirm(asking, { password: otherPassword }));
      return { sid: owner.sid, secrets: [owner.code(1)] };
    },
    ...twoFactors,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'step_up.failed', ...told({ way: 'totp', reason: 'proof_wrong' }) },
      { kind: 'step_up.succeeded', ...told({ ways: ['password', 'totp'], amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' }) },
      ...Array.from({ length: 10 }, () => ({ kind: 'step_up.failed' as const })),
      { kind: 'step_up.throttled', ...told({ way: 'password' }) },
    ],
  },
  {
    path: 'recovery codes: made, one used in place of the app, once more, and gone with the app',
    walk: async (world, ada) => {
      const owner = await anOwner({}, world);
      const { recoveryCodes, secondFactor, totp } = world.accounts;
      const codes = await recoveryCodes.renew({ subject: ada, sid: owner.sid, client });
      const [recoveryCode = ''] = codes;
      const { session } = await secondFactor.confirm({ pending: await owner.half(), recoveryCode, client });
      await codeOf(secondFactor.confirm({ pending: await owner.half(), recoveryCode, client }));
      await totp.remove({ subject: ada, sid: session.sid, client });
      return { sid: session.sid, secrets: codes };
    },
    ...twoFactors,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'factor.added', actor: 'owner', sid: expect.any(String) as string, ...told({ factor: 'recovery_codes' }) },
      { kind: 'sign_in.second_factor_needed', ...nowhere, facts: { ways: ['password'], factors: ['totp', 'recovery_code'] } },
      { kind: 'sign_in.succeeded', ...told({ ways: ['password', 'recovery_code'], amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' }) },
      { kind: 'sign_in.second_factor_needed' },
      { kind: 'second_factor.failed', ...told({ way: 'recovery_code', reason: 'proof_wrong' }) },
      { kind: 'factor.removed', ...told({ factor: 'totp' }) },
      { kind: 'factor.removed', ...told({ factor: 'recovery_codes' }) },
    ],
  },
  {
    path: 'recovery codes made and removed',
    walk: async (world, ada) => {
      const owner = await anOwner({}, world);
      const asking = { subject: ada, sid: owner.sid, client };
      const codes = await world.accounts.recoveryCodes.renew(asking);
      await world.accounts.recoveryCodes.remove(asking);
      return { sid: owner.sid, secrets: codes };
    },
    ...twoFactors,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'factor.added', ...told({ factor: 'recovery_codes' }) },
      { kind: 'factor.removed', actor: 'owner', ...told({ factor: 'recovery_codes' }) },
    ],
  },
  {
    path: 'a policy that asks for a second factor of whoever has none: set up in the middle of the sign-in, after a wrong code',
    world: { secondFactor: { required: 'always' } },
    walk: async ({ accounts, clock }) => {
      const half = await accounts.signIn({ email: adasEmail, password, client });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      const { enrolment, secret } = await accounts.secondFactor.enrolment.begin(pending);
      await codeOf(accounts.secondFactor.enrolment.confirm({ pending, enrolment, code: 'x', client }));
      const code = totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));
      const { session } = await accounts.secondFactor.enrolment.confirm({ pending, enrolment, code, client });
      return { sid: session.sid, secrets: [pending, enrolment, secret, code] };
    },
    ...twoFactors,
    events: [
      { kind: 'sign_in.second_factor_needed', ...told({ ways: ['password'], factors: [] }) },
      { kind: 'factor.not_added', sid: null, ...told({ factor: 'totp', reason: 'proof_wrong' }) },
      { kind: 'factor.added', sid: null, ...told({ factor: 'totp' }) },
      { kind: 'sign_in.succeeded', ...told({ ways: ['password', 'totp'], amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' }) },
    ],
  },
];
