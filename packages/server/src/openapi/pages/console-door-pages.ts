/** The pages before the console's door. */
import type { ErrorCode } from '@gemel/protocol';
import { begun, chosen, entered } from '../public/public-operation.ts';
import { ceremonyOptions, form, page, type PageOperation } from './page-operation.ts';

const next = ['next'];
const entering: readonly ErrorCode[] = [...entered, 'sign_in_failed', 'permission_missing', 'session_unknown', 'data_conflict'];
const factor: readonly ErrorCode[] = ['second_factor_failed', 'passkey_failed'];

export const consoleDoorPages: readonly PageOperation[] = [
  page('/console/sign-in', "Show the console's door", { query: [...next, 'notice'], answers: ['page', 'redirect'] }),
  form('/console/sign-in', 'Sign in at the console with address and password', ['email', 'password'], { query: next, errors: entering }),
  {
    ...{ method: 'POST', path: '/console/sign-out', summary: "End the console's session", answers: ['redirect'] },
    errors: begun,
  },
  page('/console/sign-in/second-factor', 'Show what a sign-in at the console lacks', {
    query: [...next, 'by'],
    answers: ['page', 'redirect'],
  }),
  form('/console/sign-in/second-factor', 'Show the second factor at the console', ['code', 'passkey'], {
    query: [...next, 'by'],
    errors: [...entering, ...factor],
  }),
  form('/console/sign-in/second-factor/options', 'Begin showing a passkey at the console, for the page', [], {
    answers: [ceremonyOptions],
    errors: [...begun, ...factor],
  }),
  form('/console/sign-in/enrolment', 'Show an authenticator app to set up at the console', [], {
    query: next,
    leadsBack: true,
    answers: ['page', 'redirect'],
    errors: [...begun, ...factor],
  }),
  form('/console/sign-in/enrolment/confirm', 'Set that app up at the console', ['enrolment', 'code'], {
    query: next,
    leadsBack: true,
    errors: [...entering, ...factor],
  }),
  page('/console/begin', 'Show what the link of the first administrator opens', { query: ['token'] }),
  form('/console/begin', 'Make the first administrator', ['token', 'email', 'password'], {
    errors: [...entering, ...chosen, 'email_invalid', 'request_throttled', 'link_void'],
  }),
  page('/console/step-up', 'Ask an administrator who it is', { query: [...next, 'by'], answers: ['page', 'redirect'] }),
  form('/console/step-up', 'Prove anew who one is, at the console', ['currentPassword', 'code', 'passkey'], {
    query: [...next, 'by'],
    answers: ['page', 'redirect'],
    errors: [...entering, ...factor, 'authentication_too_weak', 'impersonation_limited'],
  }),
  form('/console/step-up/options', 'Begin proving it by a passkey, at the console', [], {
    answers: [ceremonyOptions, 'redirect'],
    errors: [...begun, ...factor],
  }),
];
