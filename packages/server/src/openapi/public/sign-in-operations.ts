/** Signing up, signing in, and what is mailed for either. */
import { endpointPaths as paths, type ErrorCode } from '@gemel/protocol';
import { z } from 'zod';
import { accepted, answered, done, enrolment, options, signedIn } from './answer-schemas.ts';
import { begun, chosen, entered, type PublicOperation } from './public-operation.ts';

const text = z.string();
const given = text.optional();
const mode = z.enum(['cookie', 'token']).describe('`cookie` where nothing is said.').optional();
const factors = { totp: given, recovery_code: given, passkey: given.describe('What the browser gave, as JSON.') };

/** Where tokens may be asked for with a proof of possession. */
const proven: readonly ErrorCode[] = ['grant_proof_invalid', 'request_throttled'];

const post = (path: string, summary: string, rest: Omit<PublicOperation, 'method' | 'path' | 'summary' | 'proof'>): PublicOperation => ({
  ...{ method: 'POST', path, summary, proof: 'none' },
  ...rest,
});

export const signInOperations: readonly PublicOperation[] = [
  post(paths.signUp, 'Make an account; the same answer whether or not the address has one, and nobody is signed in', {
    body: z.strictObject({ email: text, password: text }),
    answers: accepted,
    errors: [...begun, ...chosen, 'email_invalid', 'request_throttled'],
  }),
  post(paths.signIn, 'Sign in with address and password', {
    body: z.strictObject({ email: text, password: text, mode }),
    answers: signedIn,
    errors: [...entered, ...proven, 'sign_in_failed'],
  }),
  post(paths.secondFactor, 'Show the second factor that a sign-in lacks', {
    body: z.strictObject({ pending: text, enrolment: given, ...factors }),
    answers: signedIn,
    errors: [...entered, 'second_factor_failed', 'passkey_failed', 'data_conflict'],
  }),
  post(paths.secondFactorEnrolment, 'Set an authenticator app up inside half a sign-in, where one has to be', {
    body: z.strictObject({ pending: text }),
    answers: answered('What the app is given.', enrolment),
    errors: [...begun, 'second_factor_failed'],
  }),
  post(`${paths.secondFactor}/options`, 'Begin showing a passkey as the second factor', {
    body: z.strictObject({ pending: text }),
    answers: options,
    errors: [...begun, 'second_factor_failed', 'passkey_failed'],
  }),
  post(`${paths.secondFactorPasskey}/options`, 'Begin setting a passkey up inside half a sign-in, where one has to be', {
    body: z.strictObject({ pending: text }),
    answers: options,
    errors: [...begun, 'second_factor_failed', 'passkey_limit_reached'],
  }),
  post(paths.secondFactorPasskey, 'Set that passkey up, and be signed in', {
    body: z.strictObject({ pending: text, credential: text, name: given }),
    answers: signedIn,
    errors: [...entered, 'second_factor_failed', 'passkey_not_added', 'passkey_limit_reached', 'data_conflict'],
  }),
  post(`${paths.passkeySignIn}/options`, 'Begin signing in with a passkey', {
    body: z.strictObject({}),
    answers: options,
    errors: [...begun, 'request_throttled'],
  }),
  post(paths.passkeySignIn, 'Sign in with a passkey', {
    body: z.strictObject({ credential: text.describe('What the browser gave, as JSON.'), mode }),
    answers: signedIn,
    errors: [...entered, ...proven, 'passkey_failed'],
  }),
  post(paths.signInLink, 'Mail a link that signs in', {
    needs: 'sign-in links',
    body: z.strictObject({ email: text }),
    answers: [
      {
        status: 202,
        what: 'Accepted; whether anything came of it is not told.',
        schema: z.object({
          browser: text.describe('Kept by the browser, so that the link knows it again.'),
          expires_in: z.number().min(0),
        }),
      },
    ],
    errors: [...begun, 'email_invalid', 'mail_throttled'],
  }),
  post(paths.signInLinkRedeem, 'Sign in by a mailed link', {
    needs: 'sign-in links',
    body: z.strictObject({ token: text, browser: given, mode }),
    answers: signedIn,
    errors: [...entered, ...proven, 'link_void'],
  }),
  post(paths.verifyEmail, 'Redeem the link that confirms an address', {
    needs: 'mail',
    body: z.strictObject({ token: text }),
    answers: done,
    errors: [...begun, 'link_void', 'data_conflict'],
  }),
  post(paths.verifyEmailAsk, 'Mail another link that confirms an address', {
    needs: 'mail',
    body: z.strictObject({ email: text }),
    answers: accepted,
    errors: [...begun, 'email_invalid', 'mail_throttled'],
  }),
  post(paths.forgotPassword, 'Mail a link to a new password', {
    needs: 'mail',
    body: z.strictObject({ email: text }),
    answers: accepted,
    errors: [...begun, 'email_invalid', 'mail_throttled'],
  }),
  post(paths.resetPassword, 'Choose a new password by a mailed link; nobody is signed in', {
    needs: 'mail',
    body: z.strictObject({ token: text, password: text }),
    answers: done,
    errors: [...begun, ...chosen, 'link_void', 'data_conflict'],
  }),
  post(paths.acceptInvitation, 'Choose a first password by an invitation; nobody is signed in', {
    needs: 'mail',
    body: z.strictObject({ token: text, password: text }),
    answers: done,
    errors: [...begun, ...chosen, 'link_void', 'data_conflict'],
  }),
  post(paths.changeEmailUndo, 'Take a change of address back, by the link that the old one got', {
    needs: 'mail',
    body: z.strictObject({ token: text }),
    answers: done,
    errors: [...begun, 'link_void', 'data_conflict'],
  }),
];
