/** The account's pages and the forms of their panels. Whoever is not signed in is led to the door. */
import type { ErrorCode } from '@gemel/protocol';
import { chosen, recentErrors } from '../public/public-operation.ts';
import { form, page, type PageOperation } from './page-operation.ts';

const id = ':id{[A-Za-z0-9_-]+}';
const others = ['endOthers'];

const section = (path: string, summary: string): PageOperation => page(path, summary, { query: ['notice'], answers: ['page', 'redirect'] });

/** What a change of what opens an account can be refused with. */
const owned: readonly ErrorCode[] = [...recentErrors, 'session_unknown', 'impersonation_limited'];

const own = (
  path: string,
  summary: string,
  { fields = [], errors = [], ...rest }: Partial<Omit<PageOperation, 'path' | 'summary'>> = {},
): PageOperation => form(path, summary, fields, { leadsBack: true, ...rest, errors: [...owned, ...errors] });

const shown = { answers: ['page', 'redirect'] } as const;
const wrongCode: readonly ErrorCode[] = ['second_factor_failed', 'sign_in_throttled', 'credential_kind_wrong'];

export const accountPages: readonly PageOperation[] = [
  section('/account', 'Show the own sessions'),
  section('/account/security', 'Show the ways to sign in to the own account'),
  section('/account/activity', 'Show what happened to the own account'),
  section('/account/data', 'Show what can be taken along, and the end of the account'),
  own('/account/sessions/end-others', 'End the other sessions, by a form'),
  own('/account/sessions/end-all', 'End all of the own sessions, by a form'),
  own('/account/sessions/:sid{[A-Za-z0-9_-]+}/end', 'End one of the own sessions, by a form'),
  own('/account/access-token', 'Mint an access token to look at', { ...shown, errors: ['token_would_be_too_large'] }),
  own('/account/password', 'Change the password, by a form', {
    fields: ['currentPassword', 'newPassword'],
    errors: [...chosen, 'sign_in_failed', 'sign_in_throttled', 'hashing_busy', 'subject_changed', 'credential_kind_wrong'],
  }),
  own('/account/email', 'Ask for another address, by a form', {
    fields: ['email'],
    needs: 'mail',
    errors: ['email_invalid', 'mail_throttled'],
  }),
  own('/account/email/verify', 'Ask for another link that confirms the own address', { needs: 'mail', errors: ['mail_throttled'] }),
  own('/account/passkeys', 'Add a passkey, by a form', {
    fields: ['passkey', 'name', ...others],
    errors: ['passkey_not_added', 'passkey_limit_reached'],
  }),
  own(`/account/passkeys/${id}/rename`, 'Rename a passkey, by a form', { fields: ['name'] }),
  own(`/account/passkeys/${id}/remove`, 'Remove a passkey, by a form', { fields: others, errors: ['last_way_in'] }),
  own('/account/authenticator-app', 'Show an authenticator app to set up', shown),
  own('/account/authenticator-app/confirm', 'Set that app up for the own account', {
    fields: ['enrolment', 'code', ...others],
    errors: wrongCode,
  }),
  own('/account/authenticator-app/remove', 'Remove the authenticator app, by a form', { fields: others }),
  own('/account/recovery-codes', 'Make new recovery codes, and show them this once', { ...shown, fields: others }),
  own('/account/recovery-codes/download', 'Get the recovery codes that were just shown as a file', {
    fields: ['codes'],
    answers: [{ type: 'text/plain', what: 'The codes.' }, 'redirect'],
  }),
  own('/account/providers/:name{[a-z0-9-]+}/link', 'Begin linking an account elsewhere', {
    ...shown,
    fields: others,
    needs: 'providers',
    errors: ['provider_unavailable', 'provider_limit_reached'],
  }),
  own(`/account/providers/${id}/remove`, 'Unlink an account elsewhere, by a form', {
    fields: others,
    needs: 'providers',
    errors: ['last_way_in'],
  }),
  own('/account/export', 'Take the own data along as a file', {
    answers: [{ type: 'application/json', what: 'Everything that is kept about the account.' }, 'redirect'],
    errors: ['export_throttled'],
  }),
  own('/account/delete', 'Delete the own account for good, by a form'),
];
