/** Paths of whoever has a password. */
import { expect } from 'vitest';
import { adasEmail, otherPassword, password, signIn } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { client, here, oneFactor, told, type PathRow } from './path-row.ts';

export const passwordPaths: readonly PathRow[] = [
  {
    path: 'sign-up, and again with the same address',
    walk: async ({ accounts }) => {
      await accounts.signUp({ email: 'grace@example.com', password, client });
      await accounts.signUp({ email: 'Grace@example.com', password: otherPassword, client });
    },
    events: [
      { kind: 'account.signed_up', actor: 'nobody', subject: expect.any(String) as string, ...here },
      { kind: 'account.sign_up_repeated', actor: 'nobody', subject: null, ...here },
    ],
  },
  {
    path: 'sign-in by password',
    walk: async ({ accounts }) => ({ sid: (await signIn(accounts, { email: adasEmail, password, client })).session.sid }),
    ...oneFactor,
    events: [{ kind: 'sign_in.succeeded', actor: 'owner', ...told({ ways: ['password'], amr: ['pwd'], acr: 'aal1' }) }],
  },
  {
    path: 'a wrong password',
    walk: async ({ accounts }) => void (await codeOf(accounts.signIn({ email: adasEmail, password: otherPassword, client }))),
    events: [{ kind: 'sign_in.failed', actor: 'nobody', ...told({ way: 'password', reason: 'proof_wrong' }) }],
  },
  {
    path: 'an address without an account, or a password in its place',
    walk: async ({ accounts }) => {
      await codeOf(accounts.signIn({ email: 'nobody@example.com', password, client }));
      await codeOf(accounts.signIn({ email: password, password, client }));
    },
    events: [1, 2].map(() => ({
      kind: 'sign_in.failed',
      actor: 'nobody',
      subject: null,
      ...told({ way: 'password', reason: 'account_unknown' }),
    })),
  },
  {
    path: 'more guesses than are free',
    walk: async ({ accounts }) => {
      for (let guess = 0; guess < 12; guess++) await codeOf(accounts.signIn({ email: adasEmail, password: otherPassword, client }));
    },
    events: [
      ...Array.from({ length: 10 }, () => ({ kind: 'sign_in.failed' as const })),
      { kind: 'sign_in.throttled', actor: 'nobody', subject: null, ...told({ way: 'password' }) },
    ],
  },
  {
    path: 'step-up by password, after a wrong one',
    walk: async ({ accounts }, ada) => {
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: session.sid, client };
      await codeOf(accounts.stepUp.confirm(asking, { password: otherPassword }));
      await accounts.stepUp.confirm(asking, { password });
      return { sid: session.sid };
    },
    ...oneFactor,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'step_up.failed', actor: 'owner', sid: expect.any(String) as string, ...told({ way: 'password', reason: 'proof_wrong' }) },
      { kind: 'step_up.succeeded', actor: 'owner', sid: expect.any(String) as string, ...told({ ways: ['password'], amr: ['pwd'] }) },
    ],
  },
  {
    path: 'change of password, with another session open, after a wrong current one',
    walk: async ({ accounts }, ada) => {
      await signIn(accounts, { email: adasEmail, password });
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const change = { subject: ada, sid: session.sid, newPassword: otherPassword, client };
      await codeOf(accounts.changePassword({ ...change, currentPassword: otherPassword }));
      await accounts.changePassword({ ...change, currentPassword: password });
      return { sid: session.sid };
    },
    ...oneFactor,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'sign_in.succeeded' },
      { kind: 'step_up.failed', ...told({ way: 'password', reason: 'proof_wrong' }) },
      { kind: 'password.changed', actor: 'owner', sid: expect.any(String) as string, ...here },
      { kind: 'session.ended', actor: 'owner', sid: expect.any(String) as string, facts: { reason: 'password_changed' } },
    ],
  },
];
