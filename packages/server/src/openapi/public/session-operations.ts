/** The caller's session and sessions, and proving anew who one is. */
import { endpointPaths as paths } from '@gemel/protocol';
import { z } from 'zod';
import { answered, done, options, principal, renewed, session } from './answer-schemas.ts';
import { type PublicOperation, recentErrors } from './public-operation.ts';

const text = z.string();

export const sessionOperations: readonly PublicOperation[] = [
  {
    ...{
      method: 'GET',
      path: paths.session,
      summary: 'Show whom the credential speaks for; at once, or when the session ends',
      proof: 'session',
    },
    query: z.strictObject({
      wait: text
        .regex(/^[0-9]{1,4}$/)
        .describe('Seconds until the answer comes at the latest.')
        .optional(),
    }),
    answers: answered('The principal: the same for either credential.', principal),
    errors: [],
  },
  {
    ...{ method: 'GET', path: paths.sessions, summary: 'List the own sessions, the newest first', proof: 'session' },
    answers: answered('The sessions.', z.object({ sessions: z.array(session) })),
    errors: [],
  },
  {
    ...{ method: 'DELETE', path: paths.sessions, summary: 'End the other sessions, or all of them', proof: 'session' },
    query: z.strictObject({ scope: z.enum(['others', 'all']) }),
    answers: answered('Which ended.', z.object({ ended: z.array(text) })),
    errors: [...recentErrors],
  },
  {
    ...{ method: 'DELETE', path: `${paths.sessions}/{sid}`, summary: 'End one of the own sessions', proof: 'session' },
    answers: done,
    errors: [...recentErrors],
  },
  {
    ...{ method: 'POST', path: paths.signOut, summary: 'End the session, and clear its cookie', proof: 'session' },
    answers: [{ status: 204, what: 'The session has ended. A form is sent on to a page (303).' }],
    errors: [],
  },
  {
    ...{ method: 'POST', path: paths.stepUp, summary: 'Prove anew who one is, for new credentials of the session', proof: 'session' },
    body: z.strictObject({
      password: text.optional(),
      totp: text.optional(),
      recovery_code: text.optional(),
      passkey: text.describe('What the browser gave, as JSON.').optional(),
    }),
    answers: renewed,
    errors: [
      ...([
        'sign_in_failed',
        'sign_in_throttled',
        'second_factor_failed',
        'passkey_failed',
        'hashing_busy',
        'credential_kind_wrong',
      ] as const),
      ...(['authentication_too_weak', 'data_conflict', 'token_would_be_too_large'] as const),
    ],
  },
  {
    ...{ method: 'POST', path: `${paths.stepUp}/options`, summary: 'Begin proving it by a passkey', proof: 'session' },
    body: z.strictObject({}),
    answers: options,
    errors: ['passkey_failed'],
  },
];
