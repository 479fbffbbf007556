/** The pages at the door: signing up and in, what mail leads to, and proving anew who one is. */
import { providerCallbackPath } from '@gemel/accounts';
import type { ErrorCode } from '@gemel/protocol';
import { begun, chosen, entered } from '../public/public-operation.ts';
import { ceremonyOptions, form, page, type PageOperation } from './page-operation.ts';

const name = ':name{[a-z0-9-]+}';
const next = ['next'];
const token = ['token'];
const options = { answers: [ceremonyOptions] } as const;
const pending: readonly ErrorCode[] = ['second_factor_failed', 'subject_changed', 'data_conflict'];

const mailed = { needs: 'mail' } as const;
const links = { needs: 'sign-in links' } as const;
const providers = { needs: 'providers' } as const;

const signIn: readonly PageOperation[] = [
  page('/', 'Show the start page'),
  page('/sign-in', 'Show the ways to sign in', { query: [...next, 'notice'], answers: ['page', 'redirect'] }),
  form('/sign-in', 'Sign in with address and password, by a form', ['email', 'password'], {
    query: next,
    errors: [...entered, 'sign_in_failed'],
  }),
  {
    ...{ method: 'POST', path: '/sign-out', summary: "End the browser's session", answers: ['redirect'] },
    errors: begun,
  },
  page('/sign-up', 'Show the form that makes an account', { query: next, answers: ['page', 'redirect'] }),
  form('/sign-up', 'Make an account, by a form', ['email', 'password'], {
    query: next,
    errors: [...begun, ...chosen, 'email_invalid', 'request_throttled'],
  }),
  form('/sign-in/passkey', 'Sign in with a passkey, by a form', ['passkey'], {
    query: next,
    leadsBack: true,
    errors: [...entered, 'passkey_failed'],
  }),
  form(`/sign-in/with/${name}`, 'Begin signing in at a provider, by a form', [], {
    ...providers,
    query: [...next, 'again'],
    leadsBack: true,
    answers: ['page'],
    errors: [...begun, 'request_throttled', 'provider_unavailable'],
  }),
  page(providerCallbackPath(name), "Take a provider's answer", {
    ...providers,
    query: ['code', 'state', 'iss', 'error'],
    answers: ['redirect'],
    errors: [
      ...entered,
      ...(['provider_failed', 'provider_not_linked', 'provider_taken', 'provider_limit_reached', 'provider_unavailable'] as const),
      ...(['authentication_too_old', 'authentication_too_weak', 'impersonation_limited', 'session_unknown', 'data_conflict'] as const),
    ],
  }),
];

const secondStep: readonly PageOperation[] = [
  page('/sign-in/second-factor', 'Show what a sign-in lacks', { query: [...next, 'by'], answers: ['page', 'redirect'] }),
  form('/sign-in/second-factor', 'Show the second factor, by a form', ['code', 'passkey'], {
    query: [...next, 'by'],
    errors: [...entered, ...pending, 'passkey_failed'],
  }),
  form('/sign-in/second-factor/options', 'Begin showing a passkey as the second factor, for the page', [], {
    ...options,
    errors: [...begun, ...pending, 'passkey_failed'],
  }),
  form('/sign-in/second-factor/enrolment', 'Show an authenticator app to set up inside half a sign-in', [], {
    query: next,
    leadsBack: true,
    answers: ['page', 'redirect'],
    errors: [...begun, ...pending],
  }),
  form('/sign-in/second-factor/enrolment/confirm', 'Set that app up by its first code', ['enrolment', 'code'], {
    query: next,
    leadsBack: true,
    errors: [...entered, ...pending],
  }),
  form('/sign-in/second-factor/enrolment/passkey', 'Set a passkey up inside half a sign-in, by a form', ['passkey'], {
    query: next,
    leadsBack: true,
    errors: [...entered, ...pending, 'passkey_not_added', 'passkey_limit_reached'],
  }),
  form('/sign-in/second-factor/enrolment/passkey/options', 'Begin setting that passkey up, for the page', [], {
    answers: [ceremonyOptions, 'redirect'],
    errors: [...begun, ...pending, 'passkey_limit_reached'],
  }),
];

const linked: readonly PageOperation[] = [
  page('/sign-in/link', 'Show the form that asks for a link that signs in', { ...links, query: [...next, 'notice'] }),
  form('/sign-in/link', 'Ask for a link that signs in, by a form', ['email'], {
    ...links,
    query: next,
    errors: [...begun, 'email_invalid', 'mail_throttled'],
  }),
  page('/sign-in-link', 'Show what a link that signs in opens', { ...links, query: token }),
  form('/sign-in-link', 'Sign in by a mailed link, by a form', ['token', 'elsewhere'], {
    ...links,
    answers: ['page', 'redirect'],
    errors: [...entered, 'link_void'],
  }),
  page('/verify-email', 'Show what the link that confirms an address opens', { ...mailed, query: [...token, ...next, 'notice'] }),
  form('/verify-email', 'Confirm an address, by a form', token, { ...mailed, errors: [...begun, 'link_void', 'data_conflict'] }),
  form('/verify-email/ask', 'Ask for another link that confirms an address', ['email'], {
    ...mailed,
    query: next,
    leadsBack: true,
    errors: [...begun, 'email_invalid', 'mail_throttled'],
  }),
  page('/forgot-password', 'Show the form that asks for a link to a new password', { ...mailed, query: [...next, 'notice'] }),
  form('/forgot-password', 'Ask for a link to a new password, by a form', ['email'], {
    ...mailed,
    query: next,
    errors: [...begun, 'email_invalid', 'mail_throttled'],
  }),
  page('/reset-password', 'Show what the link to a new password opens', { ...mailed, query: token }),
  form('/reset-password', 'Choose a new password, by a form', ['token', 'password'], {
    ...mailed,
    errors: [...begun, ...chosen, 'link_void', 'data_conflict'],
  }),
  page('/invitation', 'Show what an invitation to an account opens', { ...mailed, query: token }),
  form('/invitation', 'Choose a first password, by a form', ['token', 'password'], {
    ...mailed,
    errors: [...begun, ...chosen, 'link_void', 'data_conflict'],
  }),
  page('/change-email', 'Show what the link to a new address opens', { ...mailed, query: token, answers: ['page', 'redirect'] }),
  form('/change-email', 'Take the new address, by a form', ['token', 'endOthers'], {
    ...mailed,
    errors: [
      ...begun,
      ...(['link_void', 'data_conflict', 'authentication_too_old', 'authentication_too_weak', 'session_unknown'] as const),
      'impersonation_limited',
    ],
  }),
  page('/undo-email-change', 'Show what the link that takes a change of address back opens', { ...mailed, query: token }),
  form('/undo-email-change', 'Take a change of address back, by a form', token, {
    ...mailed,
    errors: [...begun, 'link_void', 'data_conflict'],
  }),
];

const asked: readonly PageOperation[] = [
  page('/step-up', 'Ask a signed-in visitor who it is', { query: [...next, 'by', 'acr'], answers: ['page', 'redirect'] }),
  form('/step-up', 'Prove anew who one is, by a form', ['currentPassword', 'code', 'passkey'], {
    query: [...next, 'by', 'acr'],
    answers: ['page', 'redirect'],
    errors: [
      ...entered,
      ...(['sign_in_failed', 'second_factor_failed', 'passkey_failed', 'authentication_too_weak', 'session_unknown'] as const),
      ...(['impersonation_limited', 'data_conflict'] as const),
    ],
  }),
  page('/impersonate', 'Ask an administrator whether to act as somebody', { query: token }),
  form('/impersonate', 'Begin to act as somebody', token, {
    errors: [...entered, 'link_void', 'impersonation_limited', 'permission_missing', 'session_unknown'],
  }),
];

export const doorPages: readonly PageOperation[] = [...signIn, ...secondStep, ...linked, ...asked];
