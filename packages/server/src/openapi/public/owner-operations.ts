/** What the owner of an account changes about it. */
import { endpointPaths as paths, type ErrorCode } from '@gemel/protocol';
import { z } from 'zod';
import { accepted, answered, done, enrolment, options, passkey, renewed } from './answer-schemas.ts';
import { type PublicOperation, recentErrors } from './public-operation.ts';

const text = z.string();
const time = z.number().min(0);
const id = { subject: text, email: text };

type Method = PublicOperation['method'];
type Rest = Pick<PublicOperation, 'answers'> &
  Partial<Pick<PublicOperation, 'body' | 'needs'>> & { readonly errors?: readonly ErrorCode[] };

const own = (method: Method, path: string, summary: string, { errors = [], ...rest }: Rest): PublicOperation => ({
  ...{ method, path, summary, proof: 'session' },
  ...rest,
  errors: method === 'GET' ? errors : [...recentErrors, ...errors],
});

const app = z.object({ added_at: time, last_used_at: time.nullable() }).nullable();
const codes = z.object({ left: z.int().min(0), made_at: time, last_used_at: time.nullable() }).nullable();
const provider = z.object({
  id: text,
  provider: text,
  label: text,
  shownAs: text,
  createdAt: time,
  lastUsedAt: time.nullable(),
});

export const ownerOperations: readonly PublicOperation[] = [
  own('GET', paths.passkeys, 'List the own passkeys', { answers: answered('The passkeys.', z.object({ passkeys: z.array(passkey) })) }),
  own('POST', `${paths.passkeys}/options`, 'Begin adding a passkey', {
    body: z.strictObject({}),
    answers: options,
    errors: ['passkey_limit_reached'],
  }),
  own('POST', paths.passkeys, 'Add the passkey', {
    body: z.strictObject({ credential: text.describe('What the browser gave, as JSON.'), name: text.optional() }),
    answers: answered('The passkey.', passkey),
    errors: ['passkey_not_added', 'passkey_limit_reached'],
  }),
  own('POST', `${paths.passkeys}/{id}`, 'Rename a passkey', { body: z.strictObject({ name: text.optional() }), answers: done }),
  own('DELETE', `${paths.passkeys}/{id}`, 'Remove a passkey; never the last way in', { answers: done, errors: ['last_way_in'] }),
  own('GET', paths.authenticatorApp, 'Show whether there is an authenticator app', {
    answers: answered('What is known of it; null where there is none.', z.object({ authenticator_app: app })),
  }),
  own('POST', paths.authenticatorApp, 'Begin setting an authenticator app up', {
    body: z.strictObject({}),
    answers: answered('What the app is given.', enrolment),
  }),
  own('POST', paths.authenticatorAppConfirm, 'Set it up by its first code', {
    body: z.strictObject({ enrolment: text, code: text }),
    answers: renewed,
    errors: ['second_factor_failed', 'sign_in_throttled', 'credential_kind_wrong', 'token_would_be_too_large'],
  }),
  own('DELETE', paths.authenticatorApp, 'Remove the authenticator app', { answers: done }),
  own('GET', paths.recoveryCodes, 'Show how many recovery codes are left', {
    answers: answered('What is known of them; null where there are none.', z.object({ recovery_codes: codes })),
  }),
  own('POST', paths.recoveryCodes, 'Make new recovery codes; those of before are good for nothing', {
    body: z.strictObject({}),
    answers: answered('The codes, this once.', z.object({ codes: z.array(text) })),
  }),
  own('DELETE', paths.recoveryCodes, 'Remove the recovery codes', { answers: done }),
  own('POST', paths.verifyEmailSend, 'Mail another link that confirms the own address', {
    needs: 'mail',
    answers: accepted,
    errors: ['mail_throttled'],
  }),
  own('POST', paths.changeEmail, 'Ask for another address; a link goes there', {
    needs: 'mail',
    body: z.strictObject({ email: text }),
    answers: accepted,
    errors: ['email_invalid', 'mail_throttled'],
  }),
  own('POST', paths.changeEmailConfirm, 'Redeem that link', {
    needs: 'mail',
    body: z.strictObject({ token: text }),
    answers: done,
    errors: ['link_void'],
  }),
  own('GET', paths.providers, 'List the linked accounts elsewhere', {
    needs: 'providers',
    answers: answered('The accounts.', z.object({ providers: z.array(provider) })),
  }),
  own('DELETE', `${paths.providers}/{id}`, 'Unlink an account elsewhere; never the last way in', {
    needs: 'providers',
    answers: done,
    errors: ['last_way_in'],
  }),
  own('POST', paths.accountExport, 'Take the own data along', {
    answers: answered(
      'Everything that is kept about the account; nothing in it lets anybody in.',
      z.looseObject({
        format: z.literal(1),
        exportedAt: text,
        account: z.looseObject(id),
        activity: z.array(z.looseObject({ kind: text })),
      }),
    ),
    errors: ['export_throttled'],
  }),
  own('DELETE', paths.account, 'Delete the own account for good', { answers: done }),
];
