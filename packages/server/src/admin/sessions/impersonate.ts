/** `POST /admin/users/{subject}/impersonate`: lets an administrator act as somebody, in a browser of the public listener, for a short while and seen by both sides. */
import type { MayImpersonate } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { scopesOf } from '../admin-scope.ts';
import { reasonField, subjectField } from '../fields.ts';

export interface ImpersonateUser {
  readonly subject: string;
  readonly reason: string;
  readonly lifetime?: number | undefined;
}

export interface OfferedImpersonation {
  readonly token: string;
  readonly expiresIn: number;
}

/** Nobody acts as somebody who administers anything. */
export const mayBeImpersonated: MayImpersonate = ({ permissions }) => scopesOf(permissions).length === 0;

export const impersonateUser: AdminOperation<ImpersonateUser, OfferedImpersonation> = {
  name: 'sessions.impersonate',
  method: 'POST',
  path: '/admin/users/{subject}/impersonate',
  scope: 'impersonate',
  wantsRecent: true,
  summary: 'Act as somebody who administers nothing: for people in the console, since it ends with their own session',
  input: z.strictObject({
    subject: subjectField,
    reason: reasonField,
    lifetime: z.int().min(1).max(3600).describe('Seconds until it ends; 900 by default.').optional(),
  }),
  answer: {
    kind: 'json',
    schema: z.object({
      token: z.string().describe('Begins the session at the page of the public listener: once.'),
      expiresIn: z.int().min(0).describe('Seconds for which the token is good.'),
    }),
  },
  errors: ['not_found', 'impersonation_refused'],
  run: async ({ actor, accounts }, { subject, lifetime }) => {
    if (actor.kind !== 'administrator') throw new GemelError('impersonation_refused', { actor: actor.kind });
    const offered = await accounts.impersonation.offer({ actor, subject, mayImpersonate: mayBeImpersonated, lifetime });
    return { token: offered.secret, expiresIn: offered.expiresIn };
  },
};
